-- nothing refers to the row around it
SELECT id FROM orders WHERE id IN (SELECT order_id FROM payments);
-- NOT IN is another matter
SELECT o.id FROM orders o WHERE o.coupon_id NOT IN (SELECT p.customer_id FROM payments p WHERE p.order_id = o.id);
-- a limit for each row
SELECT o.id FROM orders o WHERE o.coupon_id IN (SELECT p.customer_id FROM payments p WHERE p.order_id = o.id ORDER BY p.id LIMIT 1)
