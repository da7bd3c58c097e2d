-- A key of a document, as text.
SELECT id, total, placed_at FROM orders WHERE meta->>'channel' = 'partner-3' AND total > 20 ORDER BY placed_at DESC, id;
-- fix: make
CREATE INDEX fix ON orders ((meta->>'channel'));
