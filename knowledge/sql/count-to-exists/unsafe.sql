-- two are asked for
SELECT c.id FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) > 1;
-- a group that is not there is NULL
SELECT c.id FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id GROUP BY o.customer_id) = 0;
-- the sum of nothing is NULL
SELECT c.id FROM customers c WHERE (SELECT sum(o.total) FROM orders o WHERE o.customer_id = c.id) = 0
