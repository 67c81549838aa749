"""Outside listings: what reads them, and the one merge that applies them."""
