-- The division of integers rounds, and so is not the same on the other side.
SELECT id, stars FROM reviews WHERE stars * 10 / 4 = 7;
