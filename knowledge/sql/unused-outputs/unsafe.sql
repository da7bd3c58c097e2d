-- duplicates are told by all columns
WITH paid AS MATERIALIZED (SELECT DISTINCT customer_id, status FROM orders) SELECT count(paid.customer_id) FROM paid;
-- a star takes them all
WITH paid AS MATERIALIZED (SELECT * FROM orders WHERE total > 3) SELECT * FROM paid;
-- a row is used as a whole
WITH paid AS MATERIALIZED (SELECT id, status FROM orders WHERE total > 3) SELECT p.id, p::text FROM paid p;
-- without its sum it would be many rows
WITH paid AS MATERIALIZED (SELECT sum(total) AS total, 7 AS seven FROM orders) SELECT seven FROM paid;
-- used once, it becomes a part of the query around it
WITH paid AS (SELECT * FROM orders WHERE total > 3) SELECT id FROM paid;
-- joined by whatever names there are
WITH paid AS MATERIALIZED (SELECT id, customer_id, status FROM orders) SELECT paid.id FROM paid NATURAL JOIN (SELECT 1 AS customer_id) x;
-- ordered by what nobody else uses
WITH paid AS MATERIALIZED (SELECT id, total * 2 AS twice FROM orders ORDER BY twice, id LIMIT 5) SELECT id FROM paid
