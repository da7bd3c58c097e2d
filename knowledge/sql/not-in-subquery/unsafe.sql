-- false and NULL are told apart
SELECT id, (id NOT IN (SELECT order_id FROM payments)) AS free FROM orders;
-- pairs have NULLs of their own
SELECT id FROM orders WHERE (id, customer_id) NOT IN (SELECT order_id, customer_id FROM payments);
-- only the first ten
SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM payments ORDER BY id LIMIT 10);
-- inside, the name means the other table
SELECT o.id FROM orders o WHERE o.id NOT IN (SELECT o.customer_id FROM payments o);
-- a list is no subquery
SELECT id FROM orders WHERE id NOT IN (1, 2, 3)
