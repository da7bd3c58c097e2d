-- The last reading of every device, by numbering all of them.
SELECT device_id, at, metric, value
FROM (SELECT r.*, row_number() OVER (PARTITION BY device_id ORDER BY at DESC, id DESC) AS place FROM readings r) numbered
WHERE place = 1
ORDER BY device_id;
-- fix: make
CREATE INDEX fix ON readings (device_id, at DESC, id DESC);
-- fix: rewritten
WITH RECURSIVE ids AS (
  (SELECT device_id FROM readings ORDER BY device_id LIMIT 1)
  UNION ALL
  SELECT (SELECT r.device_id FROM readings r WHERE r.device_id > ids.device_id ORDER BY r.device_id LIMIT 1) FROM ids WHERE ids.device_id IS NOT NULL
)
SELECT l.device_id, l.at, l.metric, l.value
FROM ids CROSS JOIN LATERAL (
  SELECT r.device_id, r.at, r.metric, r.value FROM readings r WHERE r.device_id = ids.device_id ORDER BY r.at DESC, r.id DESC LIMIT 1) l
ORDER BY l.device_id;
