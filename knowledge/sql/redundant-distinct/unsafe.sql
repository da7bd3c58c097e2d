-- a customer has several orders
SELECT DISTINCT c.id, c.name FROM customers c JOIN orders o ON o.customer_id = c.id;
-- half of a key
SELECT DISTINCT order_id, quantity FROM order_items;
-- not all of the groups are shown
SELECT DISTINCT count(*) FROM orders GROUP BY customer_id;
-- rows without a partner on either side
SELECT DISTINCT p.id, o.status FROM orders o RIGHT JOIN products p ON p.id = o.coupon_id
