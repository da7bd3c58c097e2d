SELECT status, count(*) AS orders, sum(total) FROM orders GROUP BY status ORDER BY orders DESC, status;
SELECT count(*), max(o.created_at) AS latest FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.country = 'de'
