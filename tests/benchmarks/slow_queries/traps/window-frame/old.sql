-- The frame of a running total has the rows of the same day, or has not.
SELECT id, sum(stars) OVER (ORDER BY created_on) AS so_far FROM reviews WHERE product_id = 12 ORDER BY id;
