-- A char(n) and a text compare their blanks differently.
SELECT count(*) AS orders FROM orders WHERE currency = 'EUR ';
