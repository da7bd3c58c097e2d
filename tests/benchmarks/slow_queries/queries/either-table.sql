-- A word that may be in either of two tables.
SELECT o.id, o.external_ref, c.email
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.external_ref = '712345' OR c.email = 'user4714@example.com'
ORDER BY o.id;
-- fix: make
CREATE INDEX fix ON orders (external_ref);
CREATE INDEX fix2 ON customers (email);
CREATE INDEX fix3 ON orders (customer_id);
-- fix: rewritten
SELECT o.id, o.external_ref, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.external_ref = '712345'
UNION
SELECT o.id, o.external_ref, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.email = 'user4714@example.com'
ORDER BY id;
