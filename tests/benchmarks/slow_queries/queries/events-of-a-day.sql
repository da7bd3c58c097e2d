-- The day of a time with zone.
SELECT kind, count(*) AS events FROM events WHERE date_trunc('hour', at) = '2023-01-05 13:00+00' GROUP BY kind ORDER BY kind;
-- fix: make
CREATE INDEX fix ON events (at) INCLUDE (kind);
-- fix: rewritten
SELECT kind, count(*) AS events FROM events
WHERE at >= '2023-01-05 13:00+00' AND at < timestamptz '2023-01-05 13:00+00' + interval '1 hour' GROUP BY kind ORDER BY kind;
