-- A cast of a column.
SELECT id, customer_id, total FROM orders WHERE placed_at::date = DATE '2023-05-17' ORDER BY id;
-- fix: make
CREATE INDEX fix ON orders (placed_at);
-- fix: rewritten
SELECT id, customer_id, total FROM orders
WHERE placed_at >= DATE '2023-05-17' AND placed_at < DATE '2023-05-18' ORDER BY id;
