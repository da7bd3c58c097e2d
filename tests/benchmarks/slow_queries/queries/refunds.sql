-- A rare kind, and who had it.
SELECT e.at, e.user_id, c.email, e.payload->>'ref' AS ref
FROM events e
LEFT JOIN customers c ON c.id = e.user_id
WHERE e.kind = 'refund'
ORDER BY e.at DESC, e.id DESC;
-- fix: make
CREATE INDEX fix ON events (at DESC, id DESC) WHERE kind = 'refund';
