SELECT t.id, a.team FROM tickets t JOIN agents a ON a.id = t.assignee_id WHERE t.customer_id = 900 ORDER BY t.id;
