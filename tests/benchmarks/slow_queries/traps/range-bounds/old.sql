-- A range does not hold its upper end, and BETWEEN does.
SELECT id FROM bookings WHERE during @> timestamptz '2022-05-03 14:00+00' ORDER BY id;
