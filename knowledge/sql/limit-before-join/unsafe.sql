-- a join may lose rows
SELECT p.id, o.status FROM payments p JOIN orders o ON o.id = p.order_id ORDER BY p.id LIMIT 10;
-- a join may multiply rows
SELECT c.id, o.id FROM customers c LEFT JOIN orders o ON o.customer_id = c.id ORDER BY c.id, o.id LIMIT 10;
-- the other table decides which rows stay
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.country = 'de' ORDER BY o.id LIMIT 10;
-- a further condition of the join
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND c.country = 'de' ORDER BY o.id LIMIT 10;
-- a row may be in several groups
SELECT o.id, i.quantity, count(*) FROM orders o LEFT JOIN order_items i ON i.order_id = o.id GROUP BY o.id, i.quantity ORDER BY o.id LIMIT 10
