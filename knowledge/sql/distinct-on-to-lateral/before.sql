SELECT DISTINCT ON (o.customer_id) o.customer_id, o.id, o.total FROM orders o WHERE o.status = 'paid' ORDER BY o.customer_id, o.created_at DESC, o.id;
SELECT DISTINCT ON (order_id) *, quantity * 2 FROM order_items ORDER BY order_id DESC, line LIMIT 20
