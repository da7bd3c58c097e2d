-- rows without a value belong to no one, but a window would put them together
SELECT o.id, (SELECT count(*) FROM orders b WHERE b.coupon_id = o.coupon_id) AS same FROM orders o;
-- rows may be equal in the order
SELECT e.id, (SELECT sum(b.amount) FROM entries b WHERE b.booked_at < e.booked_at) AS before FROM entries e;
-- only some of the other rows
SELECT e.id, (SELECT sum(b.amount) FROM entries b WHERE b.account = e.account AND b.seq <= e.seq AND b.amount > 0) AS balance FROM entries e;
-- another table
SELECT o.id, (SELECT count(*) FROM payments p WHERE p.id <= o.id) AS n FROM orders o;
-- different values are counted
SELECT e.id, (SELECT count(DISTINCT b.amount) FROM entries b WHERE b.account = e.account AND b.seq <= e.seq) AS n FROM entries e
