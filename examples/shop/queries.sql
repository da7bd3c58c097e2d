-- name: orders_of_customer
-- The last orders of a customer, with what is in them.
SELECT o.id, o.placed_at, o.status, l.product_id, l.quantity
FROM orders o
JOIN order_lines l ON l.order_id = o.id
WHERE o.customer_id = :customer
ORDER BY o.placed_at DESC, o.id, l.line
LIMIT 50;

-- name: activity_of_customers
-- How many orders and reviews each customer has.
SELECT c.id, c.name, count(DISTINCT o.id) AS orders, count(DISTINCT r.id) AS reviews
FROM customers c
LEFT JOIN orders o ON o.customer_id = c.id
LEFT JOIN reviews r ON r.customer_id = c.id
GROUP BY c.id, c.name
ORDER BY c.id;
