SELECT c.id, c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.status = 'paid') FROM customers c WHERE c.country = 'de';
SELECT *, (SELECT coalesce(sum(p.amount), 0) FROM payments p WHERE p.order_id = orders.id) AS paid FROM orders;
SELECT o.id FROM orders o WHERE o.total > (SELECT avg(i.total) FROM orders i WHERE i.customer_id = o.customer_id);
SELECT i.order_id, i.line, (SELECT sku FROM products p WHERE p.id = i.product_id AND p.price > 2) AS sku FROM order_items i;
SELECT o.id, o.status FROM orders o, customers c WHERE c.id = o.customer_id AND (SELECT count(p.method) FROM payments p WHERE p.order_id = o.id) < 2;
SELECT p.id FROM payments p WHERE (SELECT status FROM orders WHERE orders.id = p.order_id) = 'paid'
