-- And with an outer join count(*) makes one of none.
SELECT c.id, (SELECT count(*) FROM tickets t WHERE t.customer_id = c.id) AS tickets FROM customers c WHERE c.is_vip ORDER BY c.id;
