-- No table at all.
SELECT count(*) AS primes
FROM generate_series(2, 3000) n
WHERE NOT EXISTS (SELECT 1 FROM generate_series(2, 60) d WHERE d < n AND n % d = 0);
-- fix: none
