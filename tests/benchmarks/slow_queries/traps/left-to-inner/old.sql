-- A correlated count as a join: who has none is gone.
SELECT c.id, (SELECT count(*) FROM tickets t WHERE t.customer_id = c.id) AS tickets FROM customers c WHERE c.is_vip ORDER BY c.id;
