SELECT id FROM orders WHERE external_ref < '1000000' AND external_ref > '99999' AND id % 1000 = 0;
