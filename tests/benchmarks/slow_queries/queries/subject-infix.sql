-- Support has half of a number.
SELECT id, subject, opened_at FROM tickets WHERE subject LIKE '%m 4321%' ORDER BY opened_at, id;
-- fix: make
CREATE INDEX fix ON tickets USING gin (subject gin_trgm_ops);
