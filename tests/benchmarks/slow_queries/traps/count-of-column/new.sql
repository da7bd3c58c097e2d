SELECT kind, count(user_id) AS events FROM events GROUP BY kind ORDER BY kind;
