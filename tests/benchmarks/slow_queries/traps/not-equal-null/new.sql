SELECT count(*) AS customers FROM customers WHERE last_name <> 'Last17';
