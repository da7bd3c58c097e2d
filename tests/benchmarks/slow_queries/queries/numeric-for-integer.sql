-- A driver sends a decimal for an integer.
SELECT id, kind, at FROM events WHERE id = 123456.0;
-- fix: rewritten
SELECT id, kind, at FROM events WHERE id = 123456;
