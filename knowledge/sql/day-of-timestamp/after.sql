SELECT id, total FROM orders WHERE created_at >= '2024-01-03'::date AND created_at < '2024-01-03'::date + 1;
SELECT count(*), sum(o.total) FROM orders o WHERE o.status = 'paid' AND o.created_at >= '2024-01-03'::date AND o.created_at < '2024-01-05'::date + 1;
SELECT id FROM orders WHERE NOT (shipped_at < '2024-01-03'::date OR shipped_at >= DATE '2024-01-09' + 1);
SELECT id FROM orders WHERE paid_at >= $1::date - 1 AND paid_at <= $1::date + 2 AND date(paid_at) = $1;
SELECT id, paid_at FROM orders WHERE created_at >= $1::date - 1 AND created_at::date >= $1 AND paid_at <= '2024-01-05'::date + 2 AND date(paid_at) <= '2024-01-05';
SELECT id FROM orders WHERE shipped_at >= $1::date - 1 AND shipped_at <= $2::date + 2 AND shipped_at::date BETWEEN $1 AND $2
