-- Bookings that meet a week.
SELECT id, room_id, during
FROM bookings
WHERE during && tstzrange('2022-05-03 12:00+00', '2022-05-04 12:00+00')
ORDER BY room_id, id;
-- fix: make
CREATE INDEX fix ON bookings USING gist (during);
