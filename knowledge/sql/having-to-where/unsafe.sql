-- Postgres moves a condition without a subquery itself
SELECT customer_id, count(*) FROM orders GROUP BY customer_id HAVING customer_id < 10;
-- the subquery is compared with what the rows sum up to
SELECT customer_id, count(*) FROM orders GROUP BY customer_id HAVING count(*) IN (SELECT stars FROM reviews);
-- an aggregate of the group stands in the subquery
SELECT o.customer_id FROM orders o GROUP BY o.customer_id HAVING EXISTS (SELECT 1 FROM customers c WHERE c.id = max(o.id));
-- 1.0 and 1.00 are one group, and their texts differ
SELECT total, count(*) FROM orders GROUP BY total HAVING total::text IN (SELECT price::text FROM products);
-- without GROUP BY there is one row even of none
SELECT count(*) FROM orders HAVING EXISTS (SELECT 1 FROM reviews WHERE stars = 5);
-- the sums over all groups would miss rows
SELECT customer_id, count(*) FROM orders GROUP BY ROLLUP (customer_id) HAVING customer_id IN (SELECT id FROM customers)
