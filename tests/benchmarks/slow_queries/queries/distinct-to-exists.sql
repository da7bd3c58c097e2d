-- Customers who wrote a bad review, made distinct after the join.
SELECT DISTINCT c.id, c.email, c.country
FROM customers c
JOIN reviews r ON r.customer_id = c.id
WHERE r.stars <= 2 AND r.created_on >= DATE '2024-09-20'
ORDER BY c.id;
-- fix: make
CREATE INDEX fix ON reviews (created_on, stars) INCLUDE (customer_id);
