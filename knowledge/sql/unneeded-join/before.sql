SELECT o.id, o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'paid';
SELECT count(*), sum(i.quantity) FROM order_items i JOIN products p ON p.id = i.product_id JOIN orders o ON o.id = i.order_id WHERE o.total > 5
