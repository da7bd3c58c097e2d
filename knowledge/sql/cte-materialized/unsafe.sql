-- a simple selection is best read in place
WITH paid AS (SELECT id FROM orders WHERE status = 'paid') SELECT id FROM paid WHERE id = 42;
-- used twice, it is computed once already
WITH sums AS (SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id) SELECT a.total FROM sums a JOIN sums b ON a.customer_id < b.customer_id
