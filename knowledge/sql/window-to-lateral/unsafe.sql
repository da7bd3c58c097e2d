-- rows without a group are a group of their own
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY product_id ORDER BY id) AS place FROM reviews) AS ranked WHERE place = 1;
-- nobody knows the groups, which are many
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY created_at ORDER BY id) AS place FROM orders) AS ranked WHERE place = 1;
-- equal ranks may be many
SELECT id FROM (SELECT id, rank() OVER (PARTITION BY customer_id ORDER BY created_at) AS place FROM orders) AS ranked WHERE place = 1;
-- the last ones are wanted
SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY id) AS place FROM orders) AS ranked WHERE place > 3
