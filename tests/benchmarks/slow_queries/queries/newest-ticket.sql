-- The newest ticket of a few customers, by a correlated maximum.
SELECT c.id, c.email, t.id AS ticket_id, t.opened_at
FROM customers c
JOIN tickets t ON t.customer_id = c.id
WHERE c.is_vip AND c.city = 'is-0' AND t.opened_at = (SELECT max(x.opened_at) FROM tickets x WHERE x.customer_id = c.id)
ORDER BY c.id, t.id;
-- fix: make
CREATE INDEX fix ON tickets (customer_id, opened_at);
