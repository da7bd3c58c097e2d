-- many values
SELECT DISTINCT total FROM orders;
-- two columns
SELECT DISTINCT status, coupon_id FROM orders;
-- a condition
SELECT DISTINCT status FROM orders WHERE total > 5;
-- groups are counted
SELECT status, count(*) FROM orders GROUP BY status
