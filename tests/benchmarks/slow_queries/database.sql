-- A shop with its helpdesk, its events and its devices. `:scale` times about 160 MB, the same rows each time.
-- Skewed customers and kinds, a city that follows from the country, NULLs, duplicates and ties, as real data has them.

CREATE FUNCTION noise(i bigint, salt bigint) RETURNS double precision LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(i, salt) & 1048575) / 1048576.0 $$;

CREATE TABLE categories (
  id integer PRIMARY KEY, parent_id integer REFERENCES categories, name text NOT NULL, position integer NOT NULL);
INSERT INTO categories
SELECT i, CASE WHEN i > 20 THEN 1 + i % 20 END, 'Category ' || i, i % 7 FROM generate_series(1, 200) i;

CREATE TABLE customers (
  id integer PRIMARY KEY, email text NOT NULL, first_name text NOT NULL, last_name text, country text NOT NULL,
  city text NOT NULL, is_vip boolean NOT NULL, referrer_id integer, tags text[] NOT NULL, profile jsonb NOT NULL,
  created_at timestamptz NOT NULL);
INSERT INTO customers
SELECT i, CASE WHEN i % 3 = 0 THEN 'User' ELSE 'user' END || i || '@' || (ARRAY['Example.org', 'example.com', 'mail.test'])[1 + i % 3],
       'First' || i % 211, CASE WHEN i % 17 > 0 THEN 'Last' || i % 997 END, country,
       country || '-' || floor(noise(i, 2) * noise(i, 3) * 30), noise(i, 4) < 0.01,
       CASE WHEN i % 5 = 0 AND i > 100 THEN 1 + floor(noise(i, 5) * (i - 1)) END::integer,
       ARRAY(SELECT 'tag' || floor(power(noise(i * 7 + k, 6), 3) * 400) FROM generate_series(1, i % 4) k),
       jsonb_build_object('plan', (ARRAY['free', 'free', 'free', 'team', 'enterprise'])[1 + i % 5], 'seats', i % 90,
                          'source', 'campaign-' || floor(noise(i, 7) * 900), 'newsletter', i % 2 = 0),
       timestamptz '2021-01-01 00:00+00' + i * interval '3 hours' / :scale
FROM generate_series(1, 20000 * :scale) i
CROSS JOIN LATERAL (SELECT (ARRAY['de', 'de', 'de', 'de', 'fr', 'fr', 'us', 'dk', 'is'])[1 + floor(noise(i, 1) * 9)::int]) c(country);

CREATE TABLE products (
  id integer PRIMARY KEY, sku text NOT NULL, title text NOT NULL, description text NOT NULL,
  category_id integer REFERENCES categories, price numeric(10, 2) NOT NULL, attributes jsonb NOT NULL, discontinued_at timestamptz);
INSERT INTO products
SELECT i, chr(65 + i % 26) || chr(65 + i / 26 % 26) || lpad((i * 7919 % 100000)::text, 5, '0'), 'Product ' || i % 3000,
       repeat('A fine product for every household. ', 3) || md5(i::text),
       CASE WHEN i % 41 > 0 THEN 1 + floor(power(noise(i, 8), 2) * 200) END::integer, round((noise(i, 9) * 500)::numeric, 2),
       jsonb_build_object('color', (ARRAY['red', 'green', 'blue', 'black'])[1 + i % 4], 'weight', i % 4000, 'sizes', jsonb_build_array(i % 9, i % 11)),
       CASE WHEN i % 6 = 0 THEN timestamptz '2023-01-01 00:00+00' + i * interval '1 hour' END
FROM generate_series(1, 6000 * :scale) i;

CREATE TABLE orders (
  id integer PRIMARY KEY, customer_id integer NOT NULL, status text NOT NULL, placed_at timestamptz NOT NULL,
  shipped_at timestamptz, total numeric(12, 2) NOT NULL, currency char(3) NOT NULL, external_ref text NOT NULL, coupon text,
  meta jsonb NOT NULL, note text NOT NULL);
INSERT INTO orders
SELECT i, 1 + floor(power(noise(i, 10), 3) * 19990 * :scale)::integer,
       (ARRAY['done', 'done', 'done', 'done', 'done', 'done', 'paid', 'sent', 'void'])[1 + floor(noise(i, 11) * 9)::int],
       placed_at, CASE WHEN noise(i, 12) < 0.97 THEN placed_at + noise(i, 13) * interval '9 days' END,
       round((power(noise(i, 14), 4) * 3000)::numeric, 2), (ARRAY['EUR', 'EUR', 'USD', 'DKK'])[1 + i % 4], (700000 + i)::text,
       CASE WHEN i % 13 = 0 THEN 'C' || i % 5000 END,
       jsonb_build_object('channel', CASE WHEN i % 700 = 0 THEN 'partner-' || i % 9 ELSE 'web' END, 'basket', i % 5000,
                          'utm', jsonb_build_object('source', 's' || i % 60)), repeat('-', (noise(i, 15) * 60)::int)
FROM generate_series(1, 100000 * :scale) i
CROSS JOIN LATERAL (SELECT timestamptz '2022-01-01 00:00+00' + (i + noise(i, 16) * 2000) * interval '15 minutes' / :scale) p(placed_at);

CREATE TABLE order_items (
  order_id integer NOT NULL, line integer NOT NULL, product_id integer NOT NULL, quantity integer NOT NULL,
  unit_price numeric(10, 2) NOT NULL, discount numeric(4, 2), PRIMARY KEY (order_id, line));
INSERT INTO order_items
SELECT 1 + i / 3, i % 3, 1 + floor(power(noise(i, 17), 2) * 5999 * :scale)::integer, 1 + floor(power(noise(i, 18), 6) * 40)::integer,
       round((noise(i, 19) * 500)::numeric, 2), CASE WHEN i % 9 = 0 THEN 0.10 END
FROM generate_series(0, 300000 * :scale - 1) i;

CREATE TABLE payments (
  id integer PRIMARY KEY, order_id integer NOT NULL, customer_id integer, amount numeric(12, 2) NOT NULL, method text NOT NULL,
  state text NOT NULL, paid_at timestamp NOT NULL, reference text NOT NULL);
INSERT INTO payments
SELECT i, 1 + floor(noise(i, 20) * 99990 * :scale)::integer, CASE WHEN i % 50 > 0 THEN 1 + floor(power(noise(i, 21), 2) * 19990 * :scale) END::integer,
       round((noise(i, 22) * 900)::numeric, 2), (ARRAY['card', 'card', 'bank', 'cash'])[1 + i % 4],
       CASE WHEN noise(i, 23) < 0.002 THEN 'failed' ELSE 'settled' END,
       timestamp '2022-01-01' + i * interval '15 minutes' / :scale, 'pay_' || md5((i / 2)::text)
FROM generate_series(1, 100000 * :scale) i;

CREATE TABLE agents (id integer PRIMARY KEY, name text NOT NULL, team text, retired boolean NOT NULL);
INSERT INTO agents SELECT i, 'Agent ' || i, CASE WHEN i % 4 > 0 THEN 'team ' || i % 6 END, i % 5 = 0 FROM generate_series(1, 300) i;

CREATE TABLE tickets (
  id integer PRIMARY KEY, customer_id integer NOT NULL, assignee_id integer, subject text NOT NULL, body text NOT NULL,
  status text NOT NULL, priority integer NOT NULL, labels text[] NOT NULL, opened_at timestamptz NOT NULL, closed_at timestamptz);
INSERT INTO tickets
SELECT i, 1 + floor(noise(i, 24) * 19990 * :scale)::integer, CASE WHEN noise(i, 25) < 0.9 THEN 1 + floor(noise(i, 26) * 300) END::integer,
       'Problem ' || i % 5000, word[1 + i % 8] || ' and ' || word[1 + i / 8 % 8] || ' went wrong, case ' || CASE WHEN i % 900 = 0 THEN 'urgentlegal' ELSE md5(i::text) END
       || repeat(' please look at the ' || word[1 + i / 64 % 8], 2),
       CASE WHEN closed THEN 'closed' ELSE 'open' END, 1 + i % 5,
       ARRAY(SELECT 'label' || floor(power(noise(i * 5 + k, 28), 3) * 900) FROM generate_series(0, i % 3) k), opened_at,
       CASE WHEN closed THEN opened_at + noise(i, 29) * interval '20 days' END
FROM generate_series(1, 40000 * :scale) i
CROSS JOIN (SELECT ARRAY['payment', 'invoice', 'delivery', 'login', 'printer', 'refund', 'account', 'address']) w(word)
CROSS JOIN LATERAL (SELECT noise(i, 27) < 0.98, timestamptz '2022-01-01 00:00+00' + i * interval '37 minutes' / :scale) t(closed, opened_at);

CREATE TABLE messages (
  id integer PRIMARY KEY, ticket_id integer NOT NULL REFERENCES tickets ON DELETE CASCADE, author text NOT NULL, sent_at timestamptz NOT NULL, body text NOT NULL);
INSERT INTO messages
SELECT i, 1 + floor(noise(i, 30) * 39990 * :scale)::integer, CASE WHEN i % 2 = 0 THEN 'agent' ELSE 'customer' END,
       timestamptz '2022-01-01 00:00+00' + i * interval '17 minutes' / :scale, repeat('Thank you for your message. ', 1 + i % 5) || i % 9999
FROM generate_series(1, 90000 * :scale) i;

CREATE TABLE events (
  id bigint PRIMARY KEY, user_id integer, kind text NOT NULL, at timestamptz NOT NULL, session_id uuid NOT NULL, payload jsonb NOT NULL);
INSERT INTO events
SELECT i, CASE WHEN i % 20 > 0 THEN 1 + floor(power(noise(i, 31), 2) * 19990 * :scale) END::integer,
       CASE WHEN i % 2500 = 0 THEN 'refund' ELSE (ARRAY['view', 'view', 'view', 'click', 'search', 'login'])[1 + floor(noise(i, 32) * 6)::int] END,
       timestamptz '2023-01-01 00:00+00' + floor(i / 3) * interval '9 seconds' / :scale, md5((i / 12)::text)::uuid,
       jsonb_build_object('page', '/p/' || i % 700, 'ms', i % 1900, 'ref', 'r' || floor(noise(i, 33) * 5000))
FROM generate_series(1, 250000 * :scale) i;

CREATE TABLE devices (id integer PRIMARY KEY, serial text NOT NULL, site text, installed_on date NOT NULL);
INSERT INTO devices SELECT i, 'SN-' || i * 31, CASE WHEN i % 6 > 0 THEN 'site ' || i % 12 END, date '2022-01-01' + i FROM generate_series(1, 200) i;

CREATE TABLE readings (
  id bigint PRIMARY KEY, device_id integer NOT NULL, metric text NOT NULL, at timestamptz NOT NULL, value double precision);
INSERT INTO readings
SELECT i, 1 + i % 200, (ARRAY['temperature', 'humidity', 'voltage'])[1 + i / 200 % 3], timestamptz '2023-06-01 00:00+00' + floor(i / 200) * interval '10 minutes' / :scale,
       CASE WHEN i % 37 > 0 THEN round((20 + 10 * sin(i / 5000.0) + noise(i, 34))::numeric, 3) END::double precision
FROM generate_series(0, 350000 * :scale - 1) i;

CREATE TABLE bookings (id integer PRIMARY KEY, room_id integer NOT NULL, guest_id integer, during tstzrange NOT NULL);
INSERT INTO bookings
SELECT i, 1 + i % 300, CASE WHEN i % 8 > 0 THEN 1 + floor(noise(i, 35) * 19990) END::integer,
       tstzrange(began, began + (1 + floor(noise(i, 36) * 8)) * interval '1 day')
FROM generate_series(1, 20000 * :scale) i
CROSS JOIN LATERAL (SELECT timestamptz '2020-01-01 14:00+00' + floor(i / 300) * interval '27 days' / :scale) b(began);

CREATE TABLE reviews (
  id integer PRIMARY KEY, product_id integer NOT NULL, customer_id integer, stars integer NOT NULL, created_on date NOT NULL, body text NOT NULL);
INSERT INTO reviews
SELECT i, 1 + floor(power(noise(i, 37), 2) * 5999 * :scale)::integer, CASE WHEN i % 10 > 0 THEN 1 + floor(noise(i, 38) * 19990 * :scale) END::integer,
       1 + floor(sqrt(noise(i, 39)) * 5)::integer, date '2022-01-01' + (i / :scale / 60)::integer, repeat('Good. ', 1 + i % 12)
FROM generate_series(1, 60000 * :scale) i;

CREATE TABLE blocked (customer_id integer, email text, reason text NOT NULL);
INSERT INTO blocked
SELECT CASE WHEN i % 10 > 0 THEN i * 7 END, CASE WHEN i % 3 > 0 THEN 'user' || i * 7 || '@example.com' END, 'reason ' || i % 4 FROM generate_series(1, 1500 * :scale) i;

ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;
ALTER TABLE order_items ADD FOREIGN KEY (order_id) REFERENCES orders;
DROP FUNCTION noise;
