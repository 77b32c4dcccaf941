"""What admins have changed in flows and wording and not published yet."""
