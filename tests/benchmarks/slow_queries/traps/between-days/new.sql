SELECT count(*) AS payments FROM payments WHERE paid_at BETWEEN timestamp '2023-02-14' AND timestamp '2023-02-15';
