SELECT a.id, a.account, sum(b.amount) AS balance FROM entries a JOIN entries b ON b.account = a.account AND b.seq <= a.seq GROUP BY a.id, a.account ORDER BY a.id;
SELECT a.account, a.seq, count(*), max(b.amount) FROM entries a, entries b WHERE a.account = b.account AND a.seq <= b.seq GROUP BY a.account, a.seq;
SELECT a.id, sum(b.amount) AS before FROM entries a LEFT JOIN entries b ON b.account = a.account AND b.seq < a.seq GROUP BY a.id;
SELECT a.id, a.amount, sum(b.amount) AS so_far FROM entries a JOIN entries b ON b.account = a.account AND b.seq <= a.seq WHERE a.account <= 3 GROUP BY a.id, a.amount
