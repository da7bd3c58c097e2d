-- Numbers as text have another order.
SELECT id FROM orders WHERE external_ref::bigint < 1000000 AND external_ref::bigint > 99999 AND id % 1000 = 0;
