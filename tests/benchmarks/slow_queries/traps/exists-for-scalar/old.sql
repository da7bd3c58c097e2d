-- A scalar that is NULL, and a join that drops its row.
SELECT t.id, (SELECT a.team FROM agents a WHERE a.id = t.assignee_id) AS team FROM tickets t WHERE t.customer_id = 900 ORDER BY t.id;
