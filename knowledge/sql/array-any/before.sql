SELECT id, sku FROM products WHERE 'new' = ANY(tags);
SELECT count(*) FROM products p JOIN order_items i ON i.product_id = p.id AND 'sale' = ANY(p.tags) WHERE i.quantity > 1
