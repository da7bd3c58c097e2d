-- bound by more than equality
SELECT o.id, (SELECT count(*) FROM orders i WHERE i.customer_id = o.customer_id AND i.id < o.id) AS earlier FROM orders o;
-- may find several rows, which is an error
SELECT c.id, (SELECT r.stars FROM reviews r WHERE r.customer_id = c.id AND r.id = 3) AS stars FROM customers c WHERE c.id > 1000;
-- not bound to the row at all
SELECT o.id FROM orders o WHERE o.total > (SELECT avg(total) FROM orders);
-- one of several rows is chosen
SELECT c.id, (SELECT o.id FROM orders o WHERE o.customer_id = c.id ORDER BY o.id DESC LIMIT 1) AS latest FROM customers c;
-- inside a group
SELECT o.status, max((SELECT count(*) FROM payments p WHERE p.order_id = o.id)) FROM orders o GROUP BY o.status
