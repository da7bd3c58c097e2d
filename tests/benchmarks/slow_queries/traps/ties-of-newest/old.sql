-- Of rows of the same time one is left.
SELECT e.user_id, e.id FROM events e WHERE e.user_id < 300 AND e.at = (SELECT max(x.at) FROM events x WHERE x.user_id = e.user_id) ORDER BY e.user_id, e.id;
