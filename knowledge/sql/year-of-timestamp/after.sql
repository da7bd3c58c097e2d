SELECT id, total FROM orders WHERE created_at >= make_date(2024, 1, 1) AND created_at < make_date(2024, 1, 1) + interval '1 month';
SELECT count(*) FROM orders o WHERE o.status <> 'void' AND o.shipped_at >= make_date(2023, 1, 1) AND o.shipped_at < make_date(2023 + 1, 1, 1);
SELECT id FROM orders WHERE paid_at >= make_date(2023, 1, 1) - 1 AND paid_at < make_date(2023 + 1, 1, 1) + 1 AND extract(year from paid_at) = 2023 ORDER BY id
