-- rows without a value are newest of nothing
SELECT id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders n WHERE n.coupon_id = o.coupon_id AND n.id > o.id);
-- a row that is as new is in the way, the row itself too
SELECT id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders n WHERE n.customer_id = o.customer_id AND n.created_at >= o.created_at);
-- only paid ones are newer
SELECT id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders n WHERE n.customer_id = o.customer_id AND n.id > o.id AND n.status = 'paid');
-- another column
SELECT id FROM orders o WHERE o.created_at = (SELECT max(n.shipped_at) FROM orders n WHERE n.customer_id = o.customer_id)
