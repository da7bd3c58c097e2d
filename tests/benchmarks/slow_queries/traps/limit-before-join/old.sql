-- The limit is pushed below a join that drops rows.
SELECT t.id, a.name FROM tickets t JOIN agents a ON a.id = t.assignee_id ORDER BY t.opened_at DESC, t.id DESC LIMIT 40;
