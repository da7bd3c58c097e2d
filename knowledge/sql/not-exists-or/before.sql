SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE (p.order_id = o.id OR p.customer_id = o.customer_id) AND p.method = 'card');
SELECT id FROM customers c WHERE country = 'de' AND NOT EXISTS (SELECT * FROM reviews r WHERE r.customer_id = c.id OR r.product_id = c.referrer)
