SELECT id FROM orders WHERE coupon_id = 5;
SELECT id, name FROM customers WHERE (country = 'dk' OR country IS NULL) AND id > 3;
SELECT order_id, line FROM order_items WHERE discount > 3;
SELECT id FROM customers WHERE is_vip;
SELECT id FROM orders WHERE customer_id = 4 OR status = 'void'
