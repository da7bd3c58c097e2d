SELECT c.id, c.email FROM customers c JOIN reviews r ON r.customer_id = c.id AND r.stars = 1 ORDER BY c.id;
