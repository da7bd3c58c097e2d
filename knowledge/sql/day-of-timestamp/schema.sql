ALTER TABLE orders ADD COLUMN IF NOT EXISTS note_date text;
