-- Any of them is not all of them.
SELECT id FROM tickets WHERE labels && ARRAY['label10', 'label11'] ORDER BY id;
