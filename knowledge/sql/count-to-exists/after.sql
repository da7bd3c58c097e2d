SELECT c.id, c.name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.status = 'paid');
SELECT c.id FROM customers c WHERE NOT EXISTS (SELECT 1 FROM reviews r WHERE r.customer_id = c.id AND r.product_id IS NOT NULL);
SELECT p.id, EXISTS (SELECT 1 FROM order_items i WHERE i.product_id = p.id) AS sold FROM products p
