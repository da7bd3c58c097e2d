-- A whole table in the order of its key.
SELECT id, email, first_name, last_name, country, city, is_vip, referrer_id, tags, profile, created_at FROM customers ORDER BY id;
-- fix: none
