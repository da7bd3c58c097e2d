SELECT count(*) FROM (SELECT id, total FROM orders WHERE total > 3 ORDER BY total, status) AS o;
SELECT o.id, o.total FROM (SELECT id, total, status FROM orders ORDER BY created_at) o JOIN payments p ON p.order_id = o.id ORDER BY p.id;
SELECT id FROM customers WHERE id IN (SELECT customer_id FROM orders ORDER BY total)
