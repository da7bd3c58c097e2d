SELECT customer_id FROM orders WHERE total > 2500 UNION ALL SELECT customer_id FROM orders WHERE coupon = 'C13';
