"""Roles, links to come in by, and the record of who changed what."""
