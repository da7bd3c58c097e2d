-- Two columns of one table, either of them.
SELECT id, order_id, customer_id, amount FROM payments WHERE customer_id = 19321 OR order_id = 44321 ORDER BY id;
-- fix: make
CREATE INDEX fix ON payments (customer_id);
CREATE INDEX fix2 ON payments (order_id);
