"""What a program does: the calls it was seen to get, inputs made for it, and what it did on them."""
