-- a text that no month has
SELECT id FROM orders WHERE to_char(created_at, 'YYYY-MM') = '2024-1';
-- another format
SELECT id FROM orders WHERE to_char(created_at, 'MM') = '01'
