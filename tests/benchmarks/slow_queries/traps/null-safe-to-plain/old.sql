-- Unknown is no longer equal to unknown.
SELECT count(*) AS pairs FROM blocked b JOIN payments p ON p.customer_id IS NOT DISTINCT FROM b.customer_id WHERE p.state = 'failed';
