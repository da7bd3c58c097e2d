-- Tickets with a rare label.
SELECT id, subject, labels FROM tickets WHERE labels @> ARRAY['label871'] ORDER BY id;
-- fix: make
CREATE INDEX fix ON tickets USING gin (labels);
