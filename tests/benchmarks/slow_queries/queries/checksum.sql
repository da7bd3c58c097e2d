-- Every byte of a table has to be read.
SELECT count(*) AS messages, max(md5(m.body || m.author || m.sent_at::text || m.ticket_id::text)) AS mark FROM messages m;
-- fix: none
