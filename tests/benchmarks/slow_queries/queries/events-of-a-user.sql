-- The newest events of one user.
SELECT id, kind, at, payload->>'page' AS page FROM events WHERE user_id = 4711 ORDER BY at DESC, id DESC LIMIT 20;
-- fix: make
CREATE INDEX fix ON events (user_id, at DESC, id DESC);
