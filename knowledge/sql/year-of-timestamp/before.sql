SELECT id, total FROM orders WHERE extract(year from created_at) = 2024 AND extract(month from created_at) = 1;
SELECT count(*) FROM orders o WHERE o.status <> 'void' AND date_part('year', o.shipped_at) = 2023;
SELECT id FROM orders WHERE extract(year from paid_at) = 2023 ORDER BY id
