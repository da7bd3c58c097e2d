SELECT id, total FROM orders WHERE created_at >= '2024-01-01'::timestamp AND created_at < '2024-01-01'::timestamp + interval '1 month';
SELECT count(*) FROM orders WHERE shipped_at >= '2024-01-01'::timestamp AND shipped_at < '2024-01-01'::timestamp + interval '1 year' AND status = 'paid';
SELECT id FROM orders WHERE paid_at >= '2024-01-01'::timestamptz - interval '1 day' AND paid_at <= '2024-01-01'::timestamptz + interval '32 days' AND date_trunc('month', paid_at) = '2024-01-01';
SELECT id FROM orders WHERE created_at >= $1::timestamp - interval '1 day' AND created_at <= $1::timestamp + interval '8 days' AND date_trunc('week', created_at) = $1;
SELECT count(*) FROM orders WHERE paid_at >= '2024-01-01 05:00+00'::timestamptz - interval '1 hour' AND paid_at <= '2024-01-01 05:00+00'::timestamptz + interval '2 hours' AND date_trunc('hour', paid_at) = '2024-01-01 05:00+00'
