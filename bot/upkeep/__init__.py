"""Keeping an installation in order: backups, putting them back, and finding what is wrong."""
