SELECT e.id, e.account, (SELECT sum(b.amount) FROM entries b WHERE b.account = e.account AND b.seq <= e.seq) AS balance FROM entries e ORDER BY e.id;
SELECT id, (SELECT count(*) FROM entries b WHERE b.booked_at > entries.booked_at) FROM entries;
SELECT e.id, e.amount - (SELECT avg(b.amount) FROM entries b WHERE b.account = e.account) AS above FROM entries e;
SELECT e.id, (SELECT max(b.amount) FROM entries b WHERE e.seq > b.seq AND b.account = e.account) AS highest FROM entries e WHERE e.amount > 10
