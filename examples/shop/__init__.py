"""A small shop: orders, stock, prices, search and reports."""
