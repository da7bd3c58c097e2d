-- A day of the session's zone is not a day of UTC.
SELECT count(*) AS orders, sum(total) AS revenue FROM orders WHERE placed_at::date = DATE '2023-04-02';
