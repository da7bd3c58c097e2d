-- two joins multiply what is summed
SELECT c.id, sum(o.total) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id LEFT JOIN reviews r ON r.customer_id = c.id GROUP BY c.id;
-- rows without a partner count as one
SELECT c.id, count(*) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id;
-- several rows make one group
SELECT c.name, sum(o.total) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.name;
-- the values that are counted repeat
SELECT c.id, count(DISTINCT o.status) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.id;
-- WHERE takes rows without a partner away
SELECT c.id, count(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.status = 'paid' GROUP BY c.id
