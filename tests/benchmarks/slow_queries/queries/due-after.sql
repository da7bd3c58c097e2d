-- Arithmetic on the column.
SELECT id, order_id, amount FROM payments WHERE paid_at + interval '30 days' > timestamp '2024-12-05' ORDER BY paid_at, id;
-- fix: make
CREATE INDEX fix ON payments (paid_at, id);
-- fix: rewritten
SELECT id, order_id, amount FROM payments WHERE paid_at > timestamp '2024-12-05' - interval '30 days' ORDER BY paid_at, id;
