-- The shop that the examples ask about. Every column that can be NULL is so in some row, and what may repeat does.
CREATE TABLE customers (
    id integer PRIMARY KEY,
    name text NOT NULL,
    email text,
    country text,
    referrer integer,
    is_vip boolean,
    joined_at timestamptz NOT NULL
);
CREATE TABLE orders (
    id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers,
    coupon_id integer,
    status text NOT NULL,
    total numeric(10, 2),
    created_at timestamp NOT NULL,
    shipped_at timestamp,
    paid_at timestamptz,
    token uuid,
    data jsonb
);
CREATE TABLE products (
    id integer PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    category text,
    price numeric(10, 2),
    tags text[]
);
CREATE TABLE order_items (
    order_id integer NOT NULL REFERENCES orders,
    line integer NOT NULL,
    product_id integer NOT NULL REFERENCES products,
    quantity integer NOT NULL,
    discount integer,
    PRIMARY KEY (order_id, line)
);
CREATE TABLE payments (
    id bigint PRIMARY KEY,
    order_id integer REFERENCES orders,
    customer_id integer,
    amount numeric(10, 2) NOT NULL,
    method text
);
CREATE TABLE reviews (
    id integer PRIMARY KEY,
    customer_id integer NOT NULL REFERENCES customers,
    product_id integer REFERENCES products,
    stars integer
);
CREATE TABLE entries (
    id integer PRIMARY KEY,
    account integer NOT NULL,
    seq integer NOT NULL,
    booked_at timestamp NOT NULL,
    amount numeric(10, 2),
    UNIQUE (account, seq)
);

INSERT INTO customers
SELECT i, 'Customer ' || i % 9, CASE WHEN i % 4 > 0 THEN 'c' || i || '@example.org' END,
       CASE WHEN i % 7 > 0 THEN substr('dkfrde', 1 + 2 * (i % 3), 2) END, CASE WHEN i % 3 = 0 THEN i % 11 END,
       CASE i % 4 WHEN 0 THEN true WHEN 1 THEN false END, timestamptz '2023-12-25 12:00+00' + i * interval '7 hours'
FROM generate_series(1, 40) i;
INSERT INTO orders
SELECT i, 1 + i * i % 37, CASE WHEN i % 3 > 0 THEN i % 13 END, (ARRAY['new', 'paid', 'sent', 'void'])[1 + i % 4],
       CASE WHEN i % 8 > 0 THEN (i % 21) * 1.25 END, timestamp '2023-11-28' + i * interval '8 hours',
       CASE WHEN i % 5 > 0 THEN timestamp '2023-12-30' + (i % 50) * interval '12 hours' END,
       CASE WHEN i % 6 > 0 THEN timestamptz '2023-12-30 18:30+00' + (i % 50) * interval '5 hours' END,
       CASE WHEN i % 9 > 0 THEN ('00000000-0000-4000-8000-00000000000' || i % 7)::uuid END,
       (ARRAY[NULL, '{"kind": "gift", "n": 1}', '{"kind": 5, "n": "1"}', '{"kind": null}', '[{"kind": "gift"}]',
              '{"kind": ["gift"]}', '"gift"', '{"n": 1.0}']::jsonb[])[1 + i % 8]
FROM generate_series(1, 200) i;
INSERT INTO products
SELECT i, 'sku-' || i, CASE WHEN i % 5 > 0 THEN 'category ' || i % 4 END, CASE WHEN i % 6 > 0 THEN i * 0.5 END,
       (ARRAY[NULL, '{}', '{new}', '{new,NULL}', '{sale,new,sale}', '{NULL}'])[1 + i % 6]::text[]
FROM generate_series(1, 30) i;
INSERT INTO order_items
SELECT 1 + i % 150, i / 150, 1 + i * 7 % 25, 1 + i % 4, CASE WHEN i % 3 > 0 THEN i % 5 END
FROM generate_series(0, 399) i;
INSERT INTO payments
SELECT i, CASE WHEN i % 5 > 0 THEN 1 + i * 3 % 120 END, CASE WHEN i % 7 > 0 THEN 1 + i % 45 END, (i % 19) * 2.5,
       CASE WHEN i % 4 > 0 THEN (ARRAY['card', 'cash', 'card', 'bank'])[1 + i % 4] END
FROM generate_series(1, 160) i;
INSERT INTO reviews
SELECT i, 1 + i % 33, CASE WHEN i % 4 > 0 THEN 1 + i % 20 END, CASE WHEN i % 5 > 0 THEN 1 + i % 5 END
FROM generate_series(1, 90) i;
INSERT INTO entries
SELECT i, 1 + i % 6, i / 6, timestamp '2024-01-01' + (i / 9) * interval '1 day',
       CASE WHEN i % 7 > 0 THEN (i * 37 % 101) * 0.75 - 20 END
FROM generate_series(1, 150) i;
