SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.customer_id = o.coupon_id);
SELECT id, status FROM orders WHERE total > 1 AND EXISTS (SELECT 1 FROM reviews r WHERE r.stars < orders.coupon_id AND r.customer_id = orders.customer_id)
