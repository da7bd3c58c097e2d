SELECT id, total FROM orders WHERE id = 32 + 10;
SELECT count(*) FROM order_items WHERE order_id > 100 - 7;
SELECT order_id, line FROM order_items WHERE order_id > 440 / 3;
SELECT id FROM orders WHERE created_at > '2024-01-20'::timestamp - interval '7 days';
SELECT id FROM orders WHERE created_at > $1::timestamp - interval '36 hours' - interval '1 day' AND $1::timestamp - created_at < interval '36 hours';
SELECT id FROM orders WHERE paid_at > $1::timestamptz - interval '2 days' - interval '1 day' AND paid_at + interval '2 days' >= $1
