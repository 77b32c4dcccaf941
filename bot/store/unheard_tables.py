"""What admins decided about messages that were not understood."""
