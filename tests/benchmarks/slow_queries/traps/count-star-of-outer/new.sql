SELECT c.id, count(*) AS tickets FROM customers c LEFT JOIN tickets t ON t.customer_id = c.id WHERE c.is_vip GROUP BY c.id ORDER BY c.id;
