"""How the conversation tests of a draft came out."""
