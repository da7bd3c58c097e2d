SELECT o.id, p.id AS payment FROM orders o JOIN payments p ON (o.coupon_id IS NULL) = (p.customer_id IS NULL) AND coalesce(o.coupon_id, 0) = coalesce(p.customer_id, 0) WHERE o.total > 3;
SELECT c.id, p.sku FROM customers c LEFT JOIN products p ON (c.country IS NULL) = (p.category IS NULL) AND coalesce(c.country, '') = coalesce(p.category, '');
SELECT count(*) FROM orders o JOIN payments p ON o.id = p.order_id AND o.status = 'paid'
