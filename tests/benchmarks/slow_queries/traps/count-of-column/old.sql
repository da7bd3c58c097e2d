-- A count of a column leaves its NULLs out.
SELECT kind, count(*) AS events FROM events GROUP BY kind ORDER BY kind;
