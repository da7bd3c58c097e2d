-- Summed after two joins, each order counts once for every payment.
SELECT c.id, (SELECT sum(o.total) FROM orders o WHERE o.customer_id = c.id) AS ordered, (SELECT sum(p.amount) FROM payments p WHERE p.customer_id = c.id) AS paid
FROM customers c WHERE c.id BETWEEN 40 AND 60 ORDER BY c.id;
