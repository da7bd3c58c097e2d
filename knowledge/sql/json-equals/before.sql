SELECT id FROM orders WHERE data ->> 'kind' = 'gift';
SELECT o.id, o.total FROM orders o WHERE o.total > 1 AND o.data ->> 'n' = '1';
SELECT id FROM orders WHERE data ->> 'kind' = $1
