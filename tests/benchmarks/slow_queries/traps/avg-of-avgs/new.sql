SELECT avg(mean) AS mean FROM (SELECT device_id, avg(value) AS mean FROM readings WHERE metric = 'voltage' GROUP BY device_id) d;
