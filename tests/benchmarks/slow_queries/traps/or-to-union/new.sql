SELECT product_id, stars FROM reviews WHERE customer_id = 77
UNION
SELECT product_id, stars FROM reviews WHERE stars = 1 AND created_on = DATE '2023-01-05';
