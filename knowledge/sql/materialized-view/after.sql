SELECT status, orders, sum FROM orders_summary ORDER BY orders DESC, status;
SELECT count, latest FROM orders_summary
