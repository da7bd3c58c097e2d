-- one NULL is enough here, so this is another condition
SELECT o.id FROM orders o JOIN payments p ON o.coupon_id = p.customer_id OR (o.coupon_id IS NULL OR p.customer_id IS NULL);
-- other columns are NULL
SELECT o.id FROM orders o JOIN payments p ON o.coupon_id = p.customer_id OR (o.coupon_id IS NULL AND p.method IS NULL);
-- whether it is NULL or false is shown
SELECT (c.id IS NOT DISTINCT FROM r.product_id) AS same FROM customers c JOIN reviews r ON r.customer_id = c.id
