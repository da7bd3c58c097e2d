-- one table's indexes can be combined
SELECT id FROM orders WHERE coupon_id = 3 OR status = 'void';
-- an outer join keeps rows that fit neither
SELECT o.id, p.id AS payment FROM orders o LEFT JOIN payments p ON p.order_id = o.id OR p.customer_id = o.customer_id;
-- ordered by what is not shown
SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.coupon_id = 4 OR c.country = 'fr' ORDER BY c.joined_at, o.id
