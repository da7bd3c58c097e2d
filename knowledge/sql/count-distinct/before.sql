SELECT count(DISTINCT customer_id) FROM orders;
SELECT status, count(DISTINCT coupon_id) AS coupons FROM orders WHERE total > 1 GROUP BY status ORDER BY coupons, status;
SELECT count(DISTINCT lower(c.country)) AS n FROM customers c JOIN orders o ON o.customer_id = c.id
