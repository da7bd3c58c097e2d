SELECT e.id, e.amount FROM entries e WHERE e.booked_at = (SELECT min(b.booked_at) FROM entries b WHERE b.account = e.account) AND e.amount > 1 ORDER BY e.id;
SELECT * FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders n WHERE n.customer_id = o.customer_id AND n.created_at > o.created_at);
SELECT p.id, p.amount FROM payments p WHERE p.method = 'card' AND p.order_id = (SELECT max(q.order_id) FROM payments q WHERE q.customer_id = p.customer_id AND p.method = q.method)
