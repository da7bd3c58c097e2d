-- A table that grows with time, asked for an hour of it.
SELECT metric, avg(value) AS mean, max(value) AS highest, count(*) AS readings
FROM readings
WHERE at >= '2023-06-05 10:00+00' AND at < '2023-06-05 11:00+00'
GROUP BY metric
ORDER BY metric;
-- fix: make
CREATE INDEX fix ON readings USING brin (at) WITH (pages_per_range = 16);
