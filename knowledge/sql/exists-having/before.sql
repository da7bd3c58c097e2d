SELECT c.id FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.status <> 'void' GROUP BY o.customer_id HAVING count(*) >= 3);
SELECT id, name FROM customers WHERE country = 'de' AND EXISTS (SELECT 1 FROM payments p WHERE p.customer_id = customers.id HAVING count(*) > 2)
