SELECT count(DISTINCT id) FROM orders WHERE status = 'paid';
SELECT category, count(DISTINCT p.sku) AS products, avg(price) FROM products p GROUP BY category
