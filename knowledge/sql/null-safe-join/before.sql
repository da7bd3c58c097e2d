SELECT o.id, p.id AS payment FROM orders o JOIN payments p ON o.coupon_id IS NOT DISTINCT FROM p.customer_id WHERE o.total > 3;
SELECT c.id, p.sku FROM customers c LEFT JOIN products p ON c.country = p.category OR (c.country IS NULL AND p.category IS NULL);
SELECT count(*) FROM orders o JOIN payments p ON (p.order_id = o.id OR (p.order_id IS NULL AND o.id IS NULL)) AND o.status = 'paid'
