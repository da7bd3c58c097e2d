-- A date as text.
SELECT count(*) AS payments, sum(amount) AS amount FROM payments WHERE to_char(paid_at, 'YYYY-MM-DD') = '2023-02-14';
-- fix: make
CREATE INDEX fix ON payments (paid_at) INCLUDE (amount);
-- fix: rewritten
SELECT count(*) AS payments, sum(amount) AS amount FROM payments
WHERE paid_at >= timestamp '2023-02-14' AND paid_at < timestamp '2023-02-15';
