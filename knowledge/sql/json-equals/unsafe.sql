-- a number, or the string with its digits, or another spelling
SELECT id FROM orders WHERE data ->> 'n' = '1.0';
-- true may be a boolean or a string
SELECT id FROM orders WHERE data ->> 'kind' = 'true';
-- a missing value makes one NULL and the other false
SELECT id FROM orders WHERE NOT data ->> 'kind' = 'gift';
-- another column may have any text
SELECT id FROM orders WHERE data ->> 'kind' = status;
-- a NULL that is wanted
SELECT id FROM orders WHERE data ->> 'kind' IS NOT DISTINCT FROM $1
