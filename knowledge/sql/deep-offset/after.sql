SELECT id, customer_id, total, data FROM (SELECT orders.id AS page_id FROM orders ORDER BY id LIMIT 10 OFFSET $1) AS page JOIN orders ON orders.id = page.page_id ORDER BY id;
SELECT o.* FROM (SELECT o.id AS page_id FROM orders o WHERE o.status = 'paid' ORDER BY o.created_at DESC, o.id LIMIT 5 OFFSET 150) AS page JOIN orders o ON o.id = page.page_id ORDER BY o.created_at DESC, o.id
