"""A language model behind an OpenAI-compatible API, and what it may cost."""
