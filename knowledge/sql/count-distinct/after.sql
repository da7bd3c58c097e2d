SELECT count(value) AS count FROM (SELECT DISTINCT customer_id AS value FROM orders) AS different;
SELECT key AS status, count(value) AS coupons FROM (SELECT DISTINCT status AS key, coupon_id AS value FROM orders WHERE total > 1) AS different GROUP BY key ORDER BY coupons, status;
SELECT count(value) AS n FROM (SELECT DISTINCT lower(c.country) AS value FROM customers c JOIN orders o ON o.customer_id = c.id) AS different
