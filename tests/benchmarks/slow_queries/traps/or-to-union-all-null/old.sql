-- The guard against duplicates loses rows whose first condition is unknown.
SELECT id, amount FROM payments WHERE customer_id = 500 OR amount > 899.9;
