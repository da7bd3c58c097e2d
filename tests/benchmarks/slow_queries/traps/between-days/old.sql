-- BETWEEN has its upper end too.
SELECT count(*) AS payments FROM payments WHERE paid_at::date = DATE '2023-02-14';
