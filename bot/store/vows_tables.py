"""Promises that people make, calendars they were made under, and working-time clocks."""
