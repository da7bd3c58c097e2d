SELECT o.id FROM orders o WHERE o.id NOT IN (SELECT order_id FROM payments p WHERE p.amount > 30);
SELECT id, name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE status = 'paid');
SELECT o.id FROM orders o WHERE o.total > 2 AND coupon_id <> ALL (SELECT order_id FROM payments WHERE method = 'card' AND order_id IS NOT NULL);
SELECT o.id FROM orders o WHERE o.coupon_id NOT IN (SELECT r.customer_id FROM reviews r WHERE r.stars = 77)
