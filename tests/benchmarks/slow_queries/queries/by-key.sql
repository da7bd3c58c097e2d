-- Looked up by its key.
SELECT o.id, o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = 54321;
-- fix: none
