-- it refers to itself
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT a.i FROM n a JOIN n b ON a.i = b.i;
-- it is inlined already
WITH paid AS (SELECT * FROM orders WHERE status = 'paid') SELECT id FROM paid WHERE id = 42
