"""Words to be found, people who are one, tags."""
