SELECT id FROM bookings WHERE timestamptz '2022-05-03 14:00+00' BETWEEN lower(during) AND upper(during) ORDER BY id;
