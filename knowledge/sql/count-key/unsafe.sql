-- not a key
SELECT count(DISTINCT customer_id) FROM orders;
-- a join repeats the key
SELECT count(DISTINCT o.id) FROM orders o JOIN order_items i ON i.order_id = o.id;
-- half of a key
SELECT count(DISTINCT order_id) FROM order_items
