WITH sums AS (SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id) SELECT c.id, (SELECT count(*) FROM sums s WHERE s.total > c.referrer) AS above FROM customers c
