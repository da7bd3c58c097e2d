-- a range stands there already
SELECT id FROM orders WHERE date_trunc('month', created_at) = $1 AND created_at > '2024-01-01';
-- not fixed
SELECT id FROM orders WHERE date_trunc('month', created_at) = date_trunc('month', shipped_at)
