"""A campaign as JSON values and files, the same for every face."""
