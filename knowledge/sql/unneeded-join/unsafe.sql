-- rows without an order go
SELECT p.id FROM payments p JOIN orders o ON o.id = p.order_id;
-- the table decides
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND c.country = 'de';
-- there is no foreign key
SELECT p.id FROM payments p JOIN customers c ON c.id = p.customer_id;
-- the other way round it multiplies
SELECT c.id FROM customers c JOIN orders o ON o.customer_id = c.id
