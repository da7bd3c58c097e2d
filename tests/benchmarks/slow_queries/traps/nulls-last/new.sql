SELECT id, closed_at FROM tickets WHERE customer_id < 40 ORDER BY closed_at DESC NULLS LAST, id LIMIT 20;
