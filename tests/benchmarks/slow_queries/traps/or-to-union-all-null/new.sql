SELECT id, amount FROM payments WHERE customer_id = 500
UNION ALL
SELECT id, amount FROM payments WHERE amount > 899.9 AND customer_id <> 500;
