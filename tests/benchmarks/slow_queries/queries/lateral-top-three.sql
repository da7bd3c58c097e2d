-- The three dearest orders of each of a few customers.
SELECT c.id, top.id AS order_id, top.total
FROM customers c
LEFT JOIN LATERAL (SELECT o.id, o.total FROM orders o WHERE o.customer_id = c.id ORDER BY o.total DESC, o.id LIMIT 3) top ON true
WHERE c.id BETWEEN 9000 AND 9020
ORDER BY c.id, top.total DESC, top.id;
-- fix: make
CREATE INDEX fix ON orders (customer_id, total DESC, id);
