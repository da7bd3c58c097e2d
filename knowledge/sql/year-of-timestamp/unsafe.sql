-- the month of any year is no range
SELECT id FROM orders WHERE extract(month from created_at) = 1;
-- a parameter may be a year that no date has
SELECT id FROM orders WHERE extract(year from created_at) = 2023.5;
-- weeks belong to years of their own
SELECT id FROM orders WHERE extract(isoyear from created_at) = 2024
