SELECT count(*), sum(o.total) FROM orders o JOIN payments p ON p.order_id = o.id OR p.customer_id = o.customer_id;
SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE (o.coupon_id = 4 OR c.country = 'fr') AND o.total > 1 ORDER BY o.id LIMIT 20;
SELECT DISTINCT o.status FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.coupon_id = 4 OR c.country = 'fr';
SELECT id FROM orders WHERE coupon_id = 3 OR id IN (SELECT order_id FROM payments WHERE amount > 40);
SELECT o.status, max(c.id) AS last FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.coupon_id = 4 OR c.country = 'fr' GROUP BY o.status ORDER BY last, status
