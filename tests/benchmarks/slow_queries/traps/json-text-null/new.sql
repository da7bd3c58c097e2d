SELECT count(*) AS customers FROM customers WHERE NOT profile ? 'plan';
