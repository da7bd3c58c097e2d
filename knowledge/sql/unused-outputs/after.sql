WITH big AS (SELECT o.id, o.total FROM orders o WHERE o.total > 5) SELECT a.id, b.id AS other FROM big a JOIN big b ON b.total = a.total AND b.id > a.id;
WITH paid AS MATERIALIZED (SELECT orders.customer_id, orders.total FROM orders WHERE status <> 'void') SELECT customer_id, sum(total) FROM paid WHERE total > 3 GROUP BY customer_id
