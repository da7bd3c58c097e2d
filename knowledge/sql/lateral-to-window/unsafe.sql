-- a star would show the number too
SELECT * FROM customers c CROSS JOIN LATERAL (SELECT o.id AS order_id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT 2) x;
-- bound by more than equality
SELECT c.id, x.id AS order_id FROM customers c CROSS JOIN LATERAL (SELECT o.id FROM orders o WHERE o.id > c.id ORDER BY o.id LIMIT 2) x;
-- a limit that may be NULL
SELECT c.id, x.id AS order_id FROM customers c CROSS JOIN LATERAL (SELECT o.id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id LIMIT nullif(2, c.id)) x
