CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL, city text, tags text[], settings jsonb);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, status text NOT NULL, total numeric);
CREATE INDEX ON orders (customer_id);
INSERT INTO customer
    SELECT i, 'c' || i, nullif('city ' || i % 4, 'city 3'), ARRAY['new'], jsonb_build_object('beta', i % 3 = 0)
    FROM generate_series(1, 30) i;
INSERT INTO orders SELECT i, nullif(i % 34, 5), (ARRAY['open', 'done', 'lost'])[1 + i % 3], (i * 37 % 100) / 4.0
    FROM generate_series(1, 120) i;
INSERT INTO orders SELECT 1000 + i, 7, 'open', 3 FROM generate_series(1, 5) i;
CREATE TABLE payment (id int PRIMARY KEY, order_id int, state text, paid_at timestamptz NOT NULL);
CREATE INDEX ON payment (order_id);
INSERT INTO payment
    SELECT i, 1 + i % 2000, (ARRAY['paid', 'open'])[1 + i % 2], timestamptz '2024-01-01 00:00Z' + i * interval '1 hour'
    FROM generate_series(1, 8000) i;
CREATE TABLE stock (item text PRIMARY KEY, amount int NOT NULL, price numeric, changed timestamptz);
CREATE TABLE note (id serial PRIMARY KEY, customer_id int NOT NULL, body text);
INSERT INTO stock SELECT 'i' || i, i * 3, i / 8.0, '2024-01-01' FROM generate_series(1, 20) i;
INSERT INTO note (customer_id, body) SELECT i % 20, 'b' || i FROM generate_series(1, 40) i;
