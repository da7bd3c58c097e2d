SELECT c.id, c.name, count(DISTINCT o.id) AS orders, count(DISTINCT r.id) AS reviews FROM customers c LEFT JOIN orders o ON o.customer_id = c.id AND o.status = 'paid' LEFT JOIN reviews r ON r.customer_id = c.id GROUP BY c.id, c.name ORDER BY c.id;
SELECT c.name, c.id, sum(o.total), count(*), max(o.created_at) AS latest FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.country = 'de' AND o.status <> 'void' GROUP BY c.id, c.name;
SELECT c.id, count(p.amount), avg(p.amount) AS mean FROM customers c LEFT JOIN payments p ON p.customer_id = c.id WHERE c.id > 3 GROUP BY c.id
