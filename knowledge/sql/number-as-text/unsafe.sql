-- no number is written with a leading zero
SELECT id FROM orders WHERE id::text = '042';
-- other spellings of a UUID are equal as UUIDs, not as texts
SELECT id FROM orders WHERE token::text = '0000000A-0000-4000-8000-000000000003';
-- a parameter may be no number
SELECT id FROM orders WHERE id::text = $1;
-- numbers with decimals are written with their scale
SELECT id FROM orders WHERE total::text = '5';
-- no whole number equals it
SELECT id FROM orders WHERE id = 4.5
