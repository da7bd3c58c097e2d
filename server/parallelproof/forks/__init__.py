"""Isolated copies of databases and working trees, made for trials and given back: one file for each provider."""
