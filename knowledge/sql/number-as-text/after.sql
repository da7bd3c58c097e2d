SELECT total FROM orders WHERE id = '42';
SELECT id, status FROM orders WHERE customer_id = '5' AND total > 1;
SELECT id FROM orders WHERE token = '00000000-0000-4000-8000-000000000003';
SELECT id FROM orders WHERE coupon_id = trunc(4.0)::bigint;
SELECT id FROM orders WHERE coupon_id = 4
