-- The negation of a condition leaves out the unknown.
SELECT count(*) AS customers FROM customers WHERE (last_name = 'Last17') IS NOT TRUE;
