-- Two halves that cannot meet, made distinct.
SELECT count(*) AS movements, sum(amount) AS amount
FROM (
  SELECT 'order' AS source, id, placed_at AS at, total AS amount FROM orders
  UNION
  SELECT 'payment' AS source, id, paid_at AT TIME ZONE 'UTC', amount FROM payments
) m;
-- fix: rewritten
SELECT count(*) AS movements, sum(amount) AS amount
FROM (
  SELECT 'order' AS source, id, placed_at AS at, total AS amount FROM orders
  UNION ALL
  SELECT 'payment' AS source, id, paid_at AT TIME ZONE 'UTC', amount FROM payments
) m;
