-- A number asked for as text.
SELECT id, subject, status FROM tickets WHERE id::text = '31415';
-- fix: rewritten
SELECT id, subject, status FROM tickets WHERE id = 31415;
