-- duplicates among the first rows leave room for later ones
SELECT customer_id FROM orders UNION SELECT customer_id FROM reviews ORDER BY customer_id LIMIT 3;
-- the first rows are skipped
SELECT id FROM orders UNION ALL SELECT id FROM reviews ORDER BY id LIMIT 10 OFFSET 20;
-- without an order any rows will do
SELECT id FROM orders UNION ALL SELECT id FROM reviews LIMIT 10
