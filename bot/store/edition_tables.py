"""Which flow sets were published, by whom and why, and which are withdrawn."""
