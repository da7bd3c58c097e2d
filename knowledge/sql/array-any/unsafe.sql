-- a NULL among the elements makes one NULL and the other false
SELECT id FROM products WHERE NOT 'new' = ANY(tags);
-- a parameter may be NULL
SELECT id FROM products WHERE $1 = ANY(tags);
-- all of them
SELECT id FROM products WHERE 'new' = ALL(tags)
