-- nobody knows the groups, which are many
SELECT DISTINCT ON (created_at) created_at, id FROM orders ORDER BY created_at, id;
-- rows without a group are a group of their own
SELECT DISTINCT ON (product_id) product_id, id FROM reviews ORDER BY product_id, id;
-- any row of the group will do
SELECT DISTINCT ON (customer_id) customer_id FROM orders ORDER BY customer_id
