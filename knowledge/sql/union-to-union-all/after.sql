SELECT id, 'order' AS kind FROM orders UNION ALL SELECT id, 'review' FROM reviews UNION ALL SELECT id, 'product' FROM products;
SELECT id, status FROM orders WHERE status = 'paid' UNION ALL SELECT id, status FROM orders WHERE status = 'new' AND total > 3 ORDER BY id;
SELECT c.id FROM customers c WHERE c.id IN (SELECT customer_id FROM orders UNION ALL SELECT customer_id FROM reviews);
SELECT country AS what, 'c' AS kind, count(*) FROM customers GROUP BY country UNION ALL SELECT DISTINCT category, 'p', 0 FROM products
