"""Conversations as topics of a Telegram group, and whom the desk has alerted."""
