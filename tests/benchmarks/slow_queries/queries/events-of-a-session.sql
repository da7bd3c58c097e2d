-- All that happened in one session.
SELECT id, kind, at FROM events WHERE session_id = 'a87ff679-a2f3-e71d-9181-a67b7542122c' ORDER BY id;
-- fix: make
CREATE INDEX fix ON events USING hash (session_id);
