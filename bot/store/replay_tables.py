"""Replays of past conversations through a draft, and what came out."""
