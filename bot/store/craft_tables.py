"""What agents write with: drafts, canned answers, and who is looking at what."""
