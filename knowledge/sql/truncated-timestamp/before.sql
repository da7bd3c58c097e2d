SELECT id, total FROM orders WHERE date_trunc('month', created_at) = '2024-01-01';
SELECT count(*) FROM orders WHERE date_trunc('year', shipped_at) = '2024-01-01' AND status = 'paid';
SELECT id FROM orders WHERE date_trunc('month', paid_at) = '2024-01-01';
SELECT id FROM orders WHERE date_trunc('week', created_at) = $1;
SELECT count(*) FROM orders WHERE date_trunc('hour', paid_at) = '2024-01-01 05:00+00'
