-- A JSON null is not a missing key.
SELECT count(*) AS customers FROM customers WHERE profile->>'plan' IS NULL;
