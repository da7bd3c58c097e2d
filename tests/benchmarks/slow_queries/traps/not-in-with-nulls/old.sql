-- NOT IN a list with a NULL keeps nothing; NOT EXISTS does.
SELECT c.id, c.email FROM customers c WHERE c.id NOT IN (SELECT b.customer_id FROM blocked b) ORDER BY c.id;
