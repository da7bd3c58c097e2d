-- a number, or the string with its digits, or another spelling
SELECT id FROM orders WHERE data ->> 'n' = '1.0';
-- true may be a boolean or a string
SELECT id FROM orders WHERE data ->> 'kind' = 'true';
-- a missing value makes one NULL and the other false
SELECT id FROM orders WHERE NOT data ->> 'kind' = 'gift';
-- a parameter may be any of these
SELECT id FROM orders WHERE data ->> 'kind' = $1
