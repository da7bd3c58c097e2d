SELECT id, sum(stars) OVER (ORDER BY created_on, id) AS so_far FROM reviews WHERE product_id = 12 ORDER BY id;
