SELECT c.id FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o WHERE o.status <> 'void' GROUP BY o.customer_id HAVING count(*) >= 3);
SELECT id, name FROM customers WHERE country = 'de' AND customers.id IN (SELECT p.customer_id FROM payments p GROUP BY p.customer_id HAVING count(*) > 2)
