SELECT DISTINCT c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.status = 'paid' AND c.country = 'de' ORDER BY c.id;
SELECT DISTINCT c.country FROM customers c, reviews r WHERE r.customer_id = c.id AND r.stars > 2
