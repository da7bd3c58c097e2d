SELECT id FROM orders WHERE data @> jsonb_build_object('kind', 'gift'::text);
SELECT o.id, o.total FROM orders o WHERE o.total > 1 AND (o.data @> jsonb_build_object('n', '1'::text) OR o.data @> jsonb_build_object('n', 1::bigint)) AND o.data ->> 'n' = '1';
SELECT id FROM orders WHERE (data @> jsonb_build_object('kind', $1::text) OR data @> nullif(jsonb_build_object('kind', substring(left($1::text, 100) FROM '^(true|false|(|-)(0|[1-9][0-9]*)(|[.][0-9]+))$')::jsonb), jsonb_build_object('kind', NULL)) OR ascii($1::text) IN (91, 123) OR length($1::text) > 100) AND data ->> 'kind' = $1
