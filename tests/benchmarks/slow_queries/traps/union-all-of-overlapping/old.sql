-- A customer with both reasons is there twice.
SELECT customer_id FROM orders WHERE total > 2500 UNION SELECT customer_id FROM orders WHERE coupon = 'C13';
