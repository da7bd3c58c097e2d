SELECT id, total FROM orders WHERE created_at >= to_date('2024-01', 'YYYY-MM') AND created_at < to_date('2024-01', 'YYYY-MM') + interval '1 month';
SELECT id FROM orders WHERE shipped_at >= '2024-01-03'::date AND shipped_at < '2024-01-03'::date + 1 AND total > 5;
SELECT id FROM orders WHERE paid_at >= to_date('2024-01', 'YYYY-MM') - 1 AND paid_at < to_date('2024-01', 'YYYY-MM') + 33 AND to_char(paid_at, 'YYYY-MM') = '2024-01'
