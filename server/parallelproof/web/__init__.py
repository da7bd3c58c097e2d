"""The engine over HTTP, for many users."""
