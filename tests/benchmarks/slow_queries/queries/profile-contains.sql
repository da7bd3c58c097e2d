-- Customers won by one campaign.
SELECT c.id, c.email FROM customers c WHERE c.profile @> '{"source": "campaign-17"}' ORDER BY c.id;
-- fix: make
CREATE INDEX fix ON customers USING gin (profile jsonb_path_ops);
