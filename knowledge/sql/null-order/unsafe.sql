-- this one can be NULL
SELECT id, total FROM orders ORDER BY total DESC NULLS LAST, id LIMIT 10;
-- an outer join makes NULLs
SELECT c.id, r.id AS review FROM customers c LEFT JOIN reviews r ON r.customer_id = c.id ORDER BY r.id DESC NULLS LAST, c.id;
-- the name is that of an output that can be NULL
SELECT id, -total AS created_at FROM orders ORDER BY created_at DESC NULLS LAST, id
