-- A word anywhere in an address.
SELECT id, email, created_at FROM customers WHERE email ILIKE '%ser19234@%' ORDER BY id;
-- fix: make
CREATE INDEX fix ON customers USING gin (email gin_trgm_ops);
