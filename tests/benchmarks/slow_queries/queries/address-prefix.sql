-- A search box over addresses, in any locale.
SELECT id, email FROM customers c WHERE c.email LIKE 'user1234%' ORDER BY c.email, c.id;
-- fix: make
CREATE INDEX fix ON customers (email text_pattern_ops);
