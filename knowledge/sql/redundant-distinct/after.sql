SELECT id, status, total FROM orders WHERE total > 3;
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.id;
SELECT i.*, p.sku FROM order_items i LEFT JOIN products p ON p.id = i.product_id;
SELECT customer_id, count(*) FROM orders GROUP BY customer_id
