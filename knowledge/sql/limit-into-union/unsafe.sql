-- duplicates among the first rows leave room for later ones
SELECT customer_id FROM orders UNION SELECT customer_id FROM reviews ORDER BY customer_id LIMIT 3;
-- the first rows are skipped
SELECT id FROM orders UNION ALL SELECT id FROM reviews ORDER BY id LIMIT 10 OFFSET 20;
-- each part would be ordered by a time of another kind
SELECT id, created_at AS at FROM orders UNION ALL SELECT id, joined_at FROM customers ORDER BY at LIMIT 10;
-- without an order any rows will do
SELECT id FROM orders UNION ALL SELECT id FROM reviews LIMIT 10
