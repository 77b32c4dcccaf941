"""By which way what is owed went, and whose the thread is."""
