SELECT id, stars FROM reviews WHERE stars * 10 = 7 * 4;
