-- A CTE that is read in whole for one row.
WITH per_customer AS MATERIALIZED (
  SELECT o.customer_id, count(*) AS orders, max(o.placed_at) AS last_order, sum(o.total) AS spent
  FROM orders o
  GROUP BY o.customer_id
)
SELECT c.email, p.orders, p.last_order, p.spent
FROM customers c
JOIN per_customer p ON p.customer_id = c.id
WHERE c.id = 1234;
-- fix: make
CREATE INDEX fix ON orders (customer_id);
-- fix: rewritten
SELECT c.email, p.orders, p.last_order, p.spent
FROM customers c
JOIN (
  SELECT o.customer_id, count(*) AS orders, max(o.placed_at) AS last_order, sum(o.total) AS spent
  FROM orders o
  GROUP BY o.customer_id
) p ON p.customer_id = c.id
WHERE c.id = 1234;
