SELECT o.id, o.total FROM orders o WHERE o.status = 'paid';
SELECT count(*), sum(i.quantity) FROM order_items i JOIN orders o ON o.id = i.order_id WHERE o.total > 5
