-- the joined table is shown
SELECT DISTINCT c.id, o.status FROM customers c JOIN orders o ON o.customer_id = c.id;
-- without DISTINCT rows come several times
SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id;
-- rows without a partner stay
SELECT DISTINCT c.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'paid'
