SELECT c.id, sum(o.total) AS ordered, sum(p.amount) AS paid FROM customers c LEFT JOIN orders o ON o.customer_id = c.id LEFT JOIN payments p ON p.customer_id = c.id
WHERE c.id BETWEEN 40 AND 60 GROUP BY c.id ORDER BY c.id;
