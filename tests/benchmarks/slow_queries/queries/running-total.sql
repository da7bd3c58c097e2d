-- A running total by a self join.
SELECT a.id, a.placed_at, a.total, sum(b.total) AS so_far
FROM orders a
JOIN orders b ON b.customer_id = a.customer_id AND b.id <= a.id
WHERE a.customer_id = 3
GROUP BY a.id, a.placed_at, a.total
ORDER BY a.id;
-- fix: make
CREATE INDEX fix ON orders (customer_id, id) INCLUDE (placed_at, total);
-- fix: rewritten
SELECT id, placed_at, total, sum(total) OVER (PARTITION BY customer_id ORDER BY id) AS so_far
FROM orders
WHERE customer_id = 3
ORDER BY id;
