-- The same without a helping constant.
SELECT b.reason, count(*) AS orders
FROM blocked b
JOIN customers c ON c.id IS NOT DISTINCT FROM b.customer_id
WHERE b.reason = 'reason 1' AND c.country = 'is'
GROUP BY b.reason
ORDER BY b.reason;
-- fix: rewritten
SELECT b.reason, count(*) AS orders
FROM blocked b
JOIN customers c ON c.id = b.customer_id
WHERE b.reason = 'reason 1' AND c.country = 'is'
GROUP BY b.reason
ORDER BY b.reason;
