SELECT e.id, e.account, sum(e.amount) OVER (PARTITION BY e.account ORDER BY e.seq) AS balance FROM entries e ORDER BY e.id;
SELECT id, RANK() OVER (ORDER BY entries.booked_at DESC) - 1 AS count FROM entries;
SELECT e.id, e.amount - (avg(e.amount) OVER (PARTITION BY e.account)) AS above FROM entries e;
SELECT e.id, e.running AS highest FROM (SELECT e.*, max(e.amount) OVER (PARTITION BY e.account ORDER BY e.seq ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS running FROM entries e) AS e WHERE e.amount > 10
