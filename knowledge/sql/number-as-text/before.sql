SELECT total FROM orders WHERE id::text = '42';
SELECT id, status FROM orders WHERE cast(customer_id AS text) = '5' AND total > 1;
SELECT id FROM orders WHERE token::text = '00000000-0000-4000-8000-000000000003';
SELECT id FROM orders WHERE coupon_id = 4.0;
SELECT id FROM orders WHERE 4 = coupon_id::numeric
