-- A form whose fields may be empty.
SELECT id, customer_id, amount, paid_at
FROM payments p
WHERE (p.state = :'state') AND p.amount >= :least
ORDER BY p.paid_at DESC, p.id DESC
LIMIT 100;
-- fix: values
failed, 800
-- fix: make
CREATE INDEX fix ON payments (state, paid_at DESC, id DESC);
