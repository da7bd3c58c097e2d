-- the order leaves open which rows come first
SELECT id, total FROM orders ORDER BY created_at LIMIT 10 OFFSET 150;
-- nothing to fetch later
SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 150;
-- not deep
SELECT id, total FROM orders ORDER BY id LIMIT 10 OFFSET 20;
-- the name is that of an output
SELECT total, -total AS id FROM orders ORDER BY created_at, id LIMIT 10 OFFSET 150
