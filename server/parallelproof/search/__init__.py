"""Where things are looked up: the repository, local documents, search services."""
