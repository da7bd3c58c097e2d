SELECT id, 'order' AS kind FROM orders UNION SELECT id, 'review' FROM reviews UNION SELECT id, 'product' FROM products;
SELECT id, status FROM orders WHERE status = 'paid' UNION SELECT id, status FROM orders WHERE status = 'new' AND total > 3 ORDER BY id;
SELECT c.id FROM customers c WHERE c.id IN (SELECT customer_id FROM orders UNION SELECT customer_id FROM reviews);
SELECT country AS what, 'c' AS kind, count(*) FROM customers GROUP BY country UNION SELECT DISTINCT category, 'p', 0 FROM products
