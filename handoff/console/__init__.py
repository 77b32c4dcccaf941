"""The agents' pages: what they are made of lies beside this file, and is served by bot/api/pages.py."""

from pathlib import Path

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
