-- other aggregates count every row
SELECT count(DISTINCT customer_id), sum(total) FROM orders;
-- pairs
SELECT count(DISTINCT (customer_id, status)) AS n, max(total) FROM orders;
-- a condition on the groups
SELECT status, count(DISTINCT coupon_id) FROM orders GROUP BY status HAVING count(DISTINCT coupon_id) > 3
