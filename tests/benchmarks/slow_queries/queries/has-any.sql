-- Whether there is one, asked by counting all.
SELECT a.id, a.name
FROM agents a
WHERE a.team = 'team 3' AND a.id < 100 AND (SELECT count(*) FROM tickets t WHERE t.assignee_id = a.id AND t.priority = 3) > 0
ORDER BY a.id;
-- fix: make
CREATE INDEX fix ON tickets (assignee_id, priority);
-- fix: rewritten
SELECT a.id, a.name
FROM agents a
WHERE a.team = 'team 3' AND a.id < 100 AND EXISTS (SELECT 1 FROM tickets t WHERE t.assignee_id = a.id AND t.priority = 3)
ORDER BY a.id;
