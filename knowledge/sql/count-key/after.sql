SELECT count(id) FROM orders WHERE status = 'paid';
SELECT category, count(p.sku) AS products, avg(price) FROM products p GROUP BY category
