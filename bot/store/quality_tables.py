"""Score cards of conversations that were read for their quality."""
