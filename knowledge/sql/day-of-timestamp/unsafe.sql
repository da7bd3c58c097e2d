-- a range stands there already
SELECT id FROM orders WHERE date(paid_at) = '2024-01-03' AND paid_at > '2024-01-01';
-- a text is not a timestamp
SELECT id FROM orders WHERE (data ->> 'day')::date = '2024-01-03';
-- the day is only shown
SELECT date(created_at) FROM orders WHERE id = 3;
-- compared with another column, where a hash join may be best
SELECT o.id FROM orders o JOIN orders p ON date(o.created_at) = date(p.shipped_at) AND o.id = p.id
