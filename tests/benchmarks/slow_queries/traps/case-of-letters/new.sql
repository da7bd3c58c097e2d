SELECT id, email FROM customers WHERE email LIKE 'user12%' ORDER BY id;
