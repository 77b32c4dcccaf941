"""The studio: where admins change what the bot says and does, try it, see what it would have done, publish it, and take it back.

It looks down on flows, model and settings, and stands above the API: its endpoints and pages are joined to the site as a wing.
"""
