-- The other way to ask what an array holds.
SELECT count(*) AS customers FROM customers WHERE 'tag391' = ANY(tags);
-- fix: make
CREATE INDEX fix ON customers USING gin (tags);
-- fix: rewritten
SELECT count(*) AS customers FROM customers WHERE tags @> ARRAY['tag391'];
