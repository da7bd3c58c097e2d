SELECT id, customer_id, total, data FROM orders ORDER BY id LIMIT 10 OFFSET $1;
SELECT * FROM orders o WHERE o.status = 'paid' ORDER BY o.created_at DESC, o.id LIMIT 5 OFFSET 150
