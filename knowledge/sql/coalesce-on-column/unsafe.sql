-- a NULL makes the first one true and the second one NULL
SELECT id FROM orders WHERE NOT coalesce(coupon_id, 0) = 5;
-- the default may be the value
SELECT id FROM orders WHERE coalesce(coupon_id, 0) = $1;
-- the default is above the bound
SELECT order_id, line FROM order_items WHERE coalesce(discount, 9) > 3;
-- an output column has its name from it
SELECT coalesce(customer_id, 0) FROM orders;
-- an outer join makes NULLs
SELECT c.id FROM customers c LEFT JOIN reviews r ON r.customer_id = c.id WHERE coalesce(r.customer_id, 0) = 0 * c.id;
-- the default makes decimals of whole numbers
SELECT id FROM orders WHERE coalesce(customer_id, 0.5) / 2 > 1.2
