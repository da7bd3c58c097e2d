SELECT x.id, x.total FROM (SELECT o.*, row_number() OVER (PARTITION BY o.customer_id ORDER BY o.created_at DESC, o.id) AS rn FROM orders o WHERE o.status <> 'void') x WHERE x.rn <= 3;
SELECT * FROM (SELECT id, customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY id) AS place FROM orders) AS ranked WHERE place = 1 AND id > 5 ORDER BY id;
SELECT customer_id, id FROM (SELECT id, customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY id) AS place FROM orders) AS ranked WHERE place <= $1;
SELECT status, id FROM (SELECT o.*, row_number() OVER (PARTITION BY status ORDER BY created_at DESC) AS place FROM orders o) AS numbered WHERE place = 1
