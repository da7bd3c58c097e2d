-- Counts of other tables, in the list of columns.
SELECT c.id, c.email,
       (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS orders,
       (SELECT max(t.opened_at) FROM tickets t WHERE t.customer_id = c.id) AS last_ticket
FROM customers c
WHERE c.is_vip AND c.country = 'us' AND c.city = 'us-0'
ORDER BY c.id;
-- fix: make
CREATE INDEX fix ON orders (customer_id);
CREATE INDEX fix2 ON tickets (customer_id, opened_at);
