-- With parameters, as an application sends it.
SELECT t.id, t.subject, m.author, m.sent_at
FROM tickets t
JOIN messages m ON m.ticket_id = t.id
WHERE t.customer_id = $1 AND t.status = $2
ORDER BY m.sent_at DESC, m.id DESC
LIMIT 30;
-- fix: values
14000, closed
-- fix: make
CREATE INDEX fix ON tickets (customer_id);
CREATE INDEX fix2 ON messages (ticket_id);
