SELECT c.id, c.name FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.status = 'paid') > 0;
SELECT c.id FROM customers c WHERE 0 = (SELECT count(r.product_id) FROM reviews r WHERE r.customer_id = c.id);
SELECT p.id, (SELECT count(DISTINCT i.order_id) FROM order_items i WHERE i.product_id = p.id) >= 1 AS sold FROM products p
