-- The newest event of each kind for a handful of users.
SELECT DISTINCT ON (user_id) user_id, at, kind, id
FROM events
WHERE user_id IN (17, 170, 1700, 17000)
ORDER BY user_id, at DESC, id DESC;
-- fix: make
CREATE INDEX fix ON events (user_id, at DESC, id DESC);
