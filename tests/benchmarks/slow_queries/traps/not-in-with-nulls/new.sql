SELECT c.id, c.email FROM customers c WHERE NOT EXISTS (SELECT 1 FROM blocked b WHERE b.customer_id = c.id) ORDER BY c.id;
