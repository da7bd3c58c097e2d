SELECT t.id, a.name FROM (SELECT * FROM tickets ORDER BY opened_at DESC, id DESC LIMIT 40) t JOIN agents a ON a.id = t.assignee_id ORDER BY t.opened_at DESC, t.id DESC;
