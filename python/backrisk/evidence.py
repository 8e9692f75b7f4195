"""Area evidence."""
