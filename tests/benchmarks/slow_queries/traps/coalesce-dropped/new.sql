SELECT count(*) AS lines, sum(quantity) AS pieces FROM order_items WHERE discount < 0.05;
