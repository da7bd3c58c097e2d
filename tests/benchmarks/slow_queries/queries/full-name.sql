-- Two columns as one text.
SELECT id, email FROM customers WHERE first_name || ' ' || last_name = 'First18 Last18';
-- fix: make
CREATE INDEX fix ON customers ((first_name || ' ' || last_name));
