WITH paid AS (SELECT * FROM orders WHERE status <> 'void') SELECT id, total FROM paid WHERE id = 42;
WITH sums AS NOT MATERIALIZED (SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id) SELECT a.total, b.total AS other FROM sums a JOIN sums b ON b.customer_id = 5 WHERE a.customer_id = 10
