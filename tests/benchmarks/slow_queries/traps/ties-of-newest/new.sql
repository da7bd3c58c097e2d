SELECT user_id, id FROM (SELECT user_id, id, row_number() OVER (PARTITION BY user_id ORDER BY at DESC, id) AS place FROM events WHERE user_id < 300) n
WHERE place = 1 ORDER BY user_id, id;
