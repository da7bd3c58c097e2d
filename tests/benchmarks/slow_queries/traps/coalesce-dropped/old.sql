-- What has no value counted as 0, and now does not count.
SELECT count(*) AS lines, sum(quantity) AS pieces FROM order_items WHERE COALESCE(discount, 0) < 0.05;
