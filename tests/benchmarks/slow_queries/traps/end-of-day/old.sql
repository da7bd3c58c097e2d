-- A day does not end at its last second.
SELECT count(*) AS payments, max(amount) AS most FROM payments WHERE date_trunc('month', paid_at) = timestamp '2023-02-01';
