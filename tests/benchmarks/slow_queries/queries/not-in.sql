-- A long list that cannot hold NULLs, though the planner does not know.
SELECT p.id, p.reference, p.amount
FROM payments p
WHERE p.state = 'failed' AND p.method = 'cash'
  AND p.reference NOT IN (SELECT s.reference FROM payments s WHERE s.state = 'settled')
ORDER BY p.id;
-- fix: rewritten
SELECT p.id, p.reference, p.amount
FROM payments p
WHERE p.state = 'failed' AND p.method = 'cash'
  AND NOT EXISTS (SELECT 1 FROM payments s WHERE s.state = 'settled' AND s.reference = p.reference)
ORDER BY p.id;
-- fix: make
CREATE INDEX fix ON payments (reference) WHERE state = 'settled';
CREATE INDEX fix2 ON payments (id) WHERE state = 'failed';
