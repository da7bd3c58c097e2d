-- A page far down a list.
SELECT id, customer_id, total, placed_at, note FROM orders ORDER BY placed_at, id LIMIT 20 OFFSET 80000;
-- fix: make
CREATE INDEX fix ON orders (placed_at, id);
-- fix: rewritten
SELECT o.id, o.customer_id, o.total, o.placed_at, o.note
FROM (SELECT id, placed_at FROM orders ORDER BY placed_at, id LIMIT 20 OFFSET 80000) page
JOIN orders o ON o.id = page.id
ORDER BY o.placed_at, o.id;
