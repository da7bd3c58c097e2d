SELECT o.id, o.total, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY o.created_at DESC, o.id LIMIT 10;
SELECT i.line, i.quantity, p.sku, o.status FROM order_items i JOIN products AS p ON p.id = i.product_id LEFT JOIN orders o ON o.id = i.order_id AND o.status = 'paid' WHERE i.quantity > 2 ORDER BY i.quantity, i.order_id, i.line LIMIT $1
