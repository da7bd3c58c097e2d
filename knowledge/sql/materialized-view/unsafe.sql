-- another answer for each parameter
SELECT status, count(*) FROM orders WHERE total > $1 GROUP BY status;
-- another answer every day
SELECT count(*) FROM orders WHERE created_at < current_date;
-- rows, not a summary
SELECT id, status FROM orders ORDER BY id;
-- ordered by what would not be kept
SELECT status, count(*) FROM orders GROUP BY status ORDER BY max(total)
