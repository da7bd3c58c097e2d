-- the same part twice
SELECT id, 'order' AS kind FROM orders WHERE total > 3 UNION SELECT id, 'order' FROM orders;
-- a part has duplicates of its own
SELECT customer_id, 'order' AS kind FROM orders UNION SELECT customer_id, 'review' FROM reviews;
-- the second UNION takes duplicates of the first part away
SELECT id, 'order' AS kind FROM orders UNION ALL SELECT id, 'order' FROM orders UNION SELECT id, 'review' FROM reviews;
-- only the first of a set
SELECT c.id FROM customers c WHERE c.id IN (SELECT customer_id FROM orders UNION SELECT customer_id FROM reviews ORDER BY 1 LIMIT 3)
