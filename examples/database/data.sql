-- Two years of a shop, the same each time: about 370,000 rows. Few customers place most orders, and few products are in
-- most of them. `hashint4` stands for chance.

INSERT INTO customers
SELECT i, 'Customer ' || i, 'customer' || i || '@example.org',
       (ARRAY['de', 'de', 'de', 'fr', 'fr', 'dk', 'se', 'it'])[1 + (hashint4(i) & 7)], date '2022-01-01' + i % 900
FROM generate_series(1, 10000) i;

INSERT INTO products
SELECT i, 'SKU-' || lpad(i::text, 5, '0'), 'Product ' || i,
       (ARRAY['tools', 'garden', 'kitchen', 'books', 'toys', 'lamps'])[1 + i % 6], 199 + (hashint4(i) & 8191)
FROM generate_series(1, 2000) i;

INSERT INTO orders
SELECT i, 1 + floor(10000 * ((hashint4(i) & 65535) / 65536.0) ^ 2)::int,
       CASE WHEN i > 78500 THEN 'new' WHEN i % 40 = 0 THEN 'returned' ELSE 'shipped' END,
       timestamp '2023-01-01' + i * interval '13 minutes'
FROM generate_series(1, 80000) i;

INSERT INTO order_lines
SELECT o, line, 1 + floor(2000 * ((hashint4(o * 7 + line) & 65535) / 65536.0) ^ 2)::int,
       1 + (hashint4(o + line) & 3), 199 + (hashint4(o * line) & 8191)
FROM generate_series(1, 80000) o, generate_series(1, 1 + (hashint4(o) & 3)) line
ORDER BY o, line;

INSERT INTO order_lines
SELECT o, 5, 1 + o % 50, 1, 499 FROM generate_series(2, 80000, 4) o;

INSERT INTO reviews
SELECT i, 1 + floor(10000 * ((hashint4(i + 500000) & 65535) / 65536.0) ^ 2)::int, 1 + (hashint4(-i) & 1023),
       5 - (hashint4(i) & 3)
FROM generate_series(1, 20000) i;

INSERT INTO stock_movements
SELECT i, 1 + (hashint4(i) & 1023), timestamp '2023-01-01' + i * interval '26 minutes', 40 - (hashint4(-i) & 63)
FROM generate_series(1, 40000) i;
