SELECT o.customer_id, sum(o.total) FROM orders o WHERE o.customer_id IN (SELECT c.id FROM customers c WHERE c.id < 20 AND c.country = 'de') GROUP BY o.customer_id;
SELECT p.customer_id, count(*) AS payments FROM payments p WHERE p.amount > 5 AND EXISTS (SELECT 1 FROM customers c WHERE c.id = p.customer_id AND c.id < 30) GROUP BY p.customer_id HAVING count(*) > 1 ORDER BY p.customer_id
