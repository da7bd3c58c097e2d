-- The queue of a helpdesk: nearly all tickets are closed.
SELECT id, subject, priority, opened_at
FROM tickets
WHERE status = 'open' AND assignee_id IS NULL
ORDER BY priority, opened_at, id
LIMIT 50;
-- fix: make
CREATE INDEX fix ON tickets (priority, opened_at, id) WHERE status = 'open' AND assignee_id IS NULL;
