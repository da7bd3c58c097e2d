-- months have different lengths
SELECT id FROM orders WHERE created_at + interval '1 month' > '2024-01-20';
-- a rounded product cannot be taken back
SELECT id FROM orders WHERE total * 3 > 10;
-- two columns
SELECT id FROM orders WHERE id + customer_id = 40;
-- a negative factor turns the comparison around
SELECT id FROM orders WHERE id * -1 > 3
