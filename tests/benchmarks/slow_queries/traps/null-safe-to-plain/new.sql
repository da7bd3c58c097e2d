SELECT count(*) AS pairs FROM blocked b JOIN payments p ON p.customer_id = b.customer_id WHERE p.state = 'failed';
