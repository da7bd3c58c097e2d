SELECT id, total FROM orders WHERE to_char(created_at, 'YYYY-MM') = '2024-01';
SELECT id FROM orders WHERE to_char(shipped_at, 'YYYY-MM-DD') = '2024-01-03' AND total > 5;
SELECT id FROM orders WHERE to_char(paid_at, 'YYYY-MM') = '2024-01'
