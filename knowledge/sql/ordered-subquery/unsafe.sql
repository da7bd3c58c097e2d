-- the first ten
SELECT count(*) FROM (SELECT id FROM orders ORDER BY total, id LIMIT 10) AS o;
-- the order of the list
SELECT string_agg(status, ',') FROM (SELECT status FROM orders ORDER BY id) AS o;
-- which row of each group
SELECT count(*), sum(total) FROM (SELECT DISTINCT ON (customer_id) total FROM orders ORDER BY customer_id, id) AS o;
-- what the user sees
SELECT o.id FROM (SELECT id FROM orders ORDER BY created_at, id) AS o
