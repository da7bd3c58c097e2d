-- What two columns come to.
SELECT order_id, line, quantity * unit_price AS worth FROM order_items WHERE quantity * unit_price > 18500 ORDER BY worth DESC, order_id, line;
-- fix: make
CREATE INDEX fix ON order_items ((quantity * unit_price));
