"""What the rewrites of SQL are made of: trees, what the schema knows of them, shapes as data, and rewrites as code."""
