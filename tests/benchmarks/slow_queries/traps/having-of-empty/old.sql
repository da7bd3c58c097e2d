-- An aggregate without GROUP BY always has a row.
SELECT count(*) AS tickets FROM tickets WHERE subject = 'no such';
