SELECT count(*) AS orders, sum(total) AS revenue FROM orders WHERE placed_at >= '2023-04-02 00:00+00' AND placed_at < '2023-04-03 00:00+00';
