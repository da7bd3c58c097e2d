SELECT c.id, x.id AS order_id, x.total FROM customers c CROSS JOIN LATERAL (SELECT o.id, o.total FROM orders o WHERE o.customer_id = c.id AND o.status = 'paid' ORDER BY o.created_at DESC, o.id LIMIT 2) x;
SELECT c.id, last.id AS review FROM customers c LEFT JOIN LATERAL (SELECT r.* FROM reviews r WHERE c.id = r.customer_id ORDER BY r.id DESC LIMIT 1) AS last ON true ORDER BY c.id
