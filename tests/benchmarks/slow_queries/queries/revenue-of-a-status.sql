-- One status in one month, summed.
SELECT currency, count(*) AS orders, sum(total) AS revenue
FROM orders o
WHERE o.status = 'void' AND o.placed_at >= '2023-03-01 00:00+00' AND o.placed_at < '2023-04-01 00:00+00'
GROUP BY currency
ORDER BY currency;
-- fix: make
CREATE INDEX fix ON orders (status, placed_at) INCLUDE (currency, total);
