-- A condition on the outer side, moved from ON to WHERE.
SELECT a.id, a.name, count(t.id) AS urgent FROM agents a LEFT JOIN tickets t ON t.assignee_id = a.id AND t.priority = 6 GROUP BY a.id, a.name ORDER BY a.id;
