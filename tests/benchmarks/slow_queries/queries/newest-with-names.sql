-- The newest rows with what belongs to them, joined before they are cut off.
SELECT o.id, o.placed_at, c.email, count(i.line) AS lines
FROM orders o
LEFT JOIN customers c ON c.id = o.customer_id
LEFT JOIN order_items i ON i.order_id = o.id
GROUP BY o.id, o.placed_at, c.email
ORDER BY o.placed_at DESC, o.id DESC
LIMIT 25;
-- fix: make
CREATE INDEX fix ON orders (placed_at DESC, id DESC);
-- fix: rewritten
SELECT o.id, o.placed_at, c.email, count(i.line) AS lines
FROM (SELECT id, placed_at, customer_id FROM orders ORDER BY placed_at DESC, id DESC LIMIT 25) o
LEFT JOIN customers c ON c.id = o.customer_id
LEFT JOIN order_items i ON i.order_id = o.id
GROUP BY o.id, o.placed_at, c.email
ORDER BY o.placed_at DESC, o.id DESC;
