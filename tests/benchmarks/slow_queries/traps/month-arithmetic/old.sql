-- A month added is not a month taken away.
SELECT count(*) AS payments FROM payments WHERE paid_at + interval '1 month' > timestamp '2023-03-31 12:00';
