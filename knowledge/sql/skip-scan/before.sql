SELECT DISTINCT status FROM orders ORDER BY status;
SELECT o.coupon_id AS coupon FROM orders o GROUP BY o.coupon_id
