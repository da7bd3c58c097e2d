SELECT count(*) AS orders FROM orders WHERE currency::text = 'EUR ';
