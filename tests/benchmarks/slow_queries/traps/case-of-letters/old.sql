-- LIKE minds the case of letters, ILIKE does not.
SELECT id, email FROM customers WHERE email ILIKE 'user12%' ORDER BY id;
