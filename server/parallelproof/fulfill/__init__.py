"""The first story: what is looked up while you type, all at once."""
