SELECT id, total FROM orders WHERE id - 10 = 32;
SELECT count(*) FROM order_items WHERE 100 < order_id + 7;
SELECT order_id, line FROM order_items WHERE order_id * 3 > 440;
SELECT id FROM orders WHERE created_at + interval '7 days' > '2024-01-20';
SELECT id FROM orders WHERE $1::timestamp - created_at < interval '36 hours';
SELECT id FROM orders WHERE paid_at + interval '2 days' >= $1
