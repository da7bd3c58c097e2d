-- Rows go, and each looks for its children.
DELETE FROM tickets WHERE id BETWEEN 200 AND 239;
-- fix: make
CREATE INDEX fix ON messages (ticket_id);
