-- Equal, or both unknown.
SELECT p.id, p.amount, r.id AS review
FROM payments p
JOIN reviews r ON COALESCE(r.customer_id, -1) = COALESCE(p.customer_id, -1) AND r.stars = 1 AND r.created_on >= DATE '2024-06-01'
WHERE p.state = 'failed' AND p.customer_id IS NOT NULL
ORDER BY p.id, r.id;
-- fix: rewritten
SELECT p.id, p.amount, r.id AS review
FROM payments p
JOIN reviews r ON r.customer_id = p.customer_id AND r.stars = 1 AND r.created_on >= DATE '2024-06-01'
WHERE p.state = 'failed' AND p.customer_id IS NOT NULL
ORDER BY p.id, r.id;
-- fix: make
CREATE INDEX fix ON reviews (customer_id, created_on) WHERE stars = 1;
CREATE INDEX fix2 ON payments (id) WHERE state = 'failed';
