SELECT c.id, c.name FROM customers c WHERE c.country = 'de' AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.status = 'paid') ORDER BY c.id;
SELECT DISTINCT c.country FROM customers c WHERE EXISTS (SELECT 1 FROM reviews r WHERE r.customer_id = c.id AND r.stars > 2)
