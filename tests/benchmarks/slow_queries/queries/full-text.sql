-- Words in what customers wrote.
SELECT id, subject, opened_at
FROM tickets
WHERE to_tsvector('english', body) @@ plainto_tsquery('english', 'urgentlegal printer')
ORDER BY opened_at DESC, id;
-- fix: make
CREATE INDEX fix ON tickets USING gin (to_tsvector('english', body));
