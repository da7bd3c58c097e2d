SELECT id, total FROM orders ORDER BY id DESC NULLS LAST LIMIT 10;
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id ORDER BY c.joined_at NULLS FIRST, o.id;
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC NULLS LAST, id) AS n FROM orders
