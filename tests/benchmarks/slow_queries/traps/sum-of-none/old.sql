-- A sum of nothing is NULL, not 0.
SELECT d.id, (SELECT sum(r.value) FROM readings r WHERE r.device_id = d.id AND r.metric = 'pressure') AS total FROM devices d ORDER BY d.id;
