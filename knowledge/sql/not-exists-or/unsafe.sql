-- the alternatives have nothing to do with the row around it
SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND (p.method = 'card' OR p.amount > 9));
-- one that exists is enough
SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id OR p.customer_id = o.customer_id);
-- rows together, not one alone
SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id OR p.customer_id = o.customer_id GROUP BY p.method HAVING count(*) > 1)
