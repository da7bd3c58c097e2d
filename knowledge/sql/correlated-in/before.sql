SELECT o.id FROM orders o WHERE o.coupon_id IN (SELECT p.customer_id FROM payments p WHERE p.order_id = o.id);
SELECT id, status FROM orders WHERE total > 1 AND customer_id IN (SELECT r.customer_id FROM reviews r WHERE r.stars < orders.coupon_id)
