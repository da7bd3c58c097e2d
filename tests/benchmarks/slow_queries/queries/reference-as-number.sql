-- Text that holds numbers, asked for a number.
SELECT id, total, external_ref FROM orders WHERE external_ref::bigint = 745123;
-- fix: make
CREATE INDEX fix ON orders ((external_ref::bigint));
