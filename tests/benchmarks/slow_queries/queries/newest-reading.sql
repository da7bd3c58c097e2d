-- The newest reading of each device, by a correlated maximum.
SELECT r.device_id, r.metric, r.at, r.value
FROM readings r
WHERE r.metric = 'voltage' AND r.at = (SELECT max(x.at) FROM readings x WHERE x.device_id = r.device_id AND x.metric = r.metric)
ORDER BY r.device_id;
-- fix: make
CREATE INDEX fix ON readings (device_id, metric, at);
-- fix: rewritten
SELECT r.device_id, r.metric, r.at, r.value
FROM (SELECT device_id, metric, at, value, rank() OVER (PARTITION BY device_id ORDER BY at DESC NULLS LAST) AS place
      FROM readings WHERE metric = 'voltage' AND device_id IS NOT NULL) r
WHERE r.place = 1 AND r.at IS NOT NULL
ORDER BY r.device_id;
