SELECT o.id, i.product_id FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.customer_id = 3;
