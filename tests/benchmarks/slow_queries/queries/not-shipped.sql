-- Orders that nobody has shipped, by age.
SELECT id, customer_id, placed_at
FROM orders
WHERE shipped_at IS NULL AND status = 'paid' AND placed_at < '2022-03-01 00:00+00'
ORDER BY placed_at, id;
-- fix: make
CREATE INDEX fix ON orders (placed_at) WHERE shipped_at IS NULL AND status = 'paid';
