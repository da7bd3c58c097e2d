SELECT o.customer_id, o.id, o.placed_at FROM orders o
WHERE o.customer_id < 200 AND o.id = (SELECT max(x.id) FROM orders x WHERE x.customer_id = o.customer_id) ORDER BY o.customer_id, o.id;
