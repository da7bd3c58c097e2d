-- Who has two reviews is there twice.
SELECT c.id, c.email FROM customers c WHERE EXISTS (SELECT 1 FROM reviews r WHERE r.customer_id = c.id AND r.stars = 1) ORDER BY c.id;
