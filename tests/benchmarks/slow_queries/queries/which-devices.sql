-- The few values of a long column.
SELECT DISTINCT device_id FROM readings ORDER BY device_id;
-- fix: make
CREATE INDEX fix ON readings (device_id);
-- fix: rewritten
WITH RECURSIVE ids AS (
  (SELECT device_id FROM readings ORDER BY device_id LIMIT 1)
  UNION ALL
  SELECT (SELECT r.device_id FROM readings r WHERE r.device_id > ids.device_id ORDER BY r.device_id LIMIT 1) FROM ids WHERE ids.device_id IS NOT NULL
)
SELECT device_id FROM ids WHERE device_id IS NOT NULL ORDER BY device_id;
