-- A number within a document.
SELECT payload->>'page' AS page, count(*) AS hits
FROM events
WHERE (payload->>'ms')::int > 1895
GROUP BY 1
ORDER BY hits DESC, page;
-- fix: make
CREATE INDEX fix ON events (((payload->>'ms')::int));
