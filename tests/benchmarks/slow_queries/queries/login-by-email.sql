-- People write their address as they like.
SELECT id, first_name, last_name FROM customers WHERE lower(email) = lower('user4713@example.org');
-- fix: make
CREATE INDEX fix ON customers (lower(email));
