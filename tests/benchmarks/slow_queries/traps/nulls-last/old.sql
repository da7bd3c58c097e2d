-- The order of NULLs turns with the order.
SELECT id, closed_at FROM tickets WHERE customer_id < 40 ORDER BY closed_at DESC, id LIMIT 20;
