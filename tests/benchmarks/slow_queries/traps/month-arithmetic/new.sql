SELECT count(*) AS payments FROM payments WHERE paid_at > timestamp '2023-03-31 12:00' - interval '1 month';
