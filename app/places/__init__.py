"""Where things are: ZIP codes, towns, counties and states, and the miles between them."""
