SELECT id, sku FROM products WHERE tags @> ARRAY['new']::text[];
SELECT count(*) FROM products p JOIN order_items i ON i.product_id = p.id AND p.tags @> ARRAY['sale']::text[] WHERE i.quantity > 1
