SELECT id FROM orders WHERE data @> jsonb_build_object('kind', 'gift'::text);
SELECT o.id, o.total FROM orders o WHERE o.total > 1 AND (o.data @> jsonb_build_object('n', '1'::text) OR o.data @> jsonb_build_object('n', 1::bigint)) AND o.data ->> 'n' = '1'
