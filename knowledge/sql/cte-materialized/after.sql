WITH sums AS MATERIALIZED (SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id) SELECT c.id, (SELECT s.total FROM sums s WHERE s.customer_id = c.id) AS total FROM customers c
