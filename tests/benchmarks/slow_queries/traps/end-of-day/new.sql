SELECT count(*) AS payments, max(amount) AS most FROM payments WHERE paid_at >= timestamp '2023-02-01' AND paid_at <= timestamp '2023-02-28 23:59:59';
