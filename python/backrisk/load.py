"""Area load."""
