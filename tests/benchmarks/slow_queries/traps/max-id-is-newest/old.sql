-- The newest row is not the one with the largest id.
SELECT o.customer_id, o.id, o.placed_at FROM orders o
WHERE o.customer_id < 200 AND o.placed_at = (SELECT max(x.placed_at) FROM orders x WHERE x.customer_id = o.customer_id) ORDER BY o.customer_id, o.id;
