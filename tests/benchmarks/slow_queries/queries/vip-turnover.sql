-- Few customers, all of their orders.
SELECT c.id, c.email, sum(o.total) AS turnover, count(*) AS orders
FROM customers c
JOIN orders o ON o.customer_id = c.id
WHERE c.is_vip AND c.country = 'is'
GROUP BY c.id, c.email
ORDER BY turnover DESC, c.id;
-- fix: make
CREATE INDEX fix ON orders (customer_id) INCLUDE (total);
