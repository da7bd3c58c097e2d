SELECT count(*) AS tickets FROM tickets WHERE subject = 'no such' GROUP BY subject;
