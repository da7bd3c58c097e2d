-- The buyers of a rare product, three tables away.
SELECT DISTINCT c.id, c.email
FROM products p
JOIN order_items i ON i.product_id = p.id
JOIN orders o ON o.id = i.order_id
JOIN customers c ON c.id = o.customer_id
WHERE p.id = 5871
ORDER BY c.id;
-- fix: make
CREATE INDEX fix ON order_items (product_id);
