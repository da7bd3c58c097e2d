-- UNION also removes duplicates that the table has.
SELECT product_id, stars FROM reviews WHERE customer_id = 77 OR stars = 1 AND created_on = DATE '2023-01-05';
