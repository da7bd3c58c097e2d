-- Parts of a date.
SELECT method, sum(amount) AS amount
FROM payments
WHERE extract(year FROM paid_at) = 2023 AND extract(month FROM paid_at) = 2
GROUP BY method
ORDER BY method;
-- fix: make
CREATE INDEX fix ON payments (paid_at) INCLUDE (method, amount);
-- fix: rewritten
SELECT method, sum(amount) AS amount
FROM payments
WHERE paid_at >= timestamp '2023-02-01' AND paid_at < timestamp '2023-03-01'
GROUP BY method
ORDER BY method;
