SELECT id FROM orders WHERE coalesce(coupon_id, 0) = 5;
SELECT id, name FROM customers WHERE coalesce(country, 'dk') = 'dk' AND id > 3;
SELECT order_id, line FROM order_items WHERE coalesce(discount, 0) > 3;
SELECT id FROM customers WHERE coalesce(is_vip, false) = true;
SELECT id FROM orders WHERE coalesce(customer_id, 0) = 4 OR coalesce(status, '') = 'void'
