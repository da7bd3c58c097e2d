-- the first row of an account has none before it and goes
SELECT a.id, sum(b.amount) AS before FROM entries a JOIN entries b ON b.account = a.account AND b.seq < a.seq GROUP BY a.id;
-- several rows make one group
SELECT a.account, sum(b.amount) AS n FROM entries a JOIN entries b ON b.account = a.account AND b.seq <= a.seq GROUP BY a.account;
-- a row without a partner counts as one
SELECT a.id, count(*) FROM entries a LEFT JOIN entries b ON b.account = a.account AND b.seq < a.seq GROUP BY a.id;
-- a column that can be NULL
SELECT a.id, count(*) FROM orders a JOIN orders b ON b.coupon_id = a.coupon_id AND b.id <= a.id GROUP BY a.id;
-- the rows before still count, although they are not shown
SELECT a.id, sum(b.amount) AS so_far FROM entries a JOIN entries b ON b.account = a.account AND b.seq <= a.seq WHERE a.amount > 3 GROUP BY a.id
