-- A shop whose data are tidy: no NULLs where there could be some, no duplicates, nobody without orders.
CREATE TABLE customers (
    id int PRIMARY KEY, name text NOT NULL, email text, country char(2), manager_id int REFERENCES customers,
    active boolean, joined_on date
);
CREATE TABLE products (
    id int PRIMARY KEY, name text, category text, weight double precision, tags text[], details jsonb, code char(5)
);
CREATE TABLE orders (
    id int PRIMARY KEY, customer_id int REFERENCES customers, status text, total numeric(10, 2),
    created_at timestamptz NOT NULL, shipped_at timestamp, note text
);
CREATE TABLE items (
    order_id int NOT NULL REFERENCES orders, product_id int NOT NULL REFERENCES products, quantity int,
    price numeric(10, 2)
);
CREATE TABLE refunds (order_id int, amount numeric(10, 2), reason text);
CREATE TABLE events (id bigint PRIMARY KEY, user_id int NOT NULL, kind text NOT NULL, at timestamp NOT NULL, value int);

INSERT INTO customers
    SELECT i, 'Customer ' || i, 'c' || i || '@example.org', (ARRAY['DE', 'FR', 'US'])[i % 3 + 1], nullif(i / 10, 0),
           true, date '2020-01-01' + i
    FROM generate_series(1, 60) i;
INSERT INTO products
    SELECT i, 'Product ' || i, (ARRAY['book', 'food', 'toy'])[i % 3 + 1], i * 0.1, ARRAY['tag' || i % 4, 'all'],
           jsonb_build_object('size', i % 5, 'color', 'red'), 'P' || i
    FROM generate_series(1, 20) i;
INSERT INTO orders
    SELECT i, i % 60 + 1, (ARRAY['new', 'paid', 'shipped'])[i % 3 + 1], i * 1.5,
           timestamptz '2024-01-01 12:00+00' + i * interval '7 hours', timestamp '2024-01-03 12:00' + i * interval '1 day',
           'note ' || i
    FROM generate_series(1, 300) i;
INSERT INTO items SELECT i % 300 + 1, i % 20 + 1, i % 4 + 1, i % 7 + 1 FROM generate_series(1, 600) i;
INSERT INTO refunds SELECT i * 3, i, 'broken' FROM generate_series(1, 40) i;
INSERT INTO events
    SELECT i, i % 25, (ARRAY['view', 'click', 'buy'])[i % 3 + 1], timestamp '2024-05-01' + i * interval '37 minutes', i % 11
    FROM generate_series(1, 400) i;
