SELECT d.id, COALESCE(s.total, 0) AS total FROM devices d
LEFT JOIN (SELECT device_id, sum(value) AS total FROM readings WHERE metric = 'pressure' GROUP BY device_id) s ON s.device_id = d.id ORDER BY d.id;
