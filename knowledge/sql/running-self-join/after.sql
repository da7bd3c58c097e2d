SELECT a.id, a.account, sum(a.amount) OVER (PARTITION BY a.account ORDER BY a.seq) AS balance FROM entries a ORDER BY a.id;
SELECT a.account, a.seq, count(*) OVER (PARTITION BY a.account ORDER BY a.seq DESC) AS count, max(a.amount) OVER (PARTITION BY a.account ORDER BY a.seq DESC) AS max FROM entries a;
SELECT a.id, sum(a.amount) OVER (PARTITION BY a.account ORDER BY a.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM entries a;
SELECT a.id, a.amount, sum(a.amount) OVER (PARTITION BY a.account ORDER BY a.seq) AS so_far FROM entries a WHERE a.account <= 3
