-- A CTE that is used twice, each time for a few rows.
WITH recent AS (
  SELECT user_id, kind, at, id FROM events
)
SELECT a.id, a.at, b.id AS later
FROM recent a
JOIN recent b ON b.user_id = a.user_id AND b.at > a.at
WHERE a.user_id = 15012 AND a.kind = 'view' AND b.kind = 'click'
ORDER BY a.id, b.id;
-- fix: make
CREATE INDEX fix ON events (user_id);
-- fix: rewritten
WITH recent AS NOT MATERIALIZED (
  SELECT user_id, kind, at, id FROM events
)
SELECT a.id, a.at, b.id AS later
FROM recent a
JOIN recent b ON b.user_id = a.user_id AND b.at > a.at
WHERE a.user_id = 15012 AND a.kind = 'view' AND b.kind = 'click'
ORDER BY a.id, b.id;
