SELECT id, total FROM orders WHERE date(created_at) = '2024-01-03';
SELECT count(*), sum(o.total) FROM orders o WHERE o.status = 'paid' AND o.created_at::date BETWEEN '2024-01-03' AND '2024-01-05'::date;
SELECT id FROM orders WHERE NOT (shipped_at::date < '2024-01-03' OR date(shipped_at) > DATE '2024-01-09');
SELECT id FROM orders WHERE date(paid_at) = $1;
SELECT id, paid_at FROM orders WHERE created_at::date >= $1 AND date(paid_at) <= '2024-01-05';
SELECT id FROM orders WHERE shipped_at::date BETWEEN $1 AND $2
