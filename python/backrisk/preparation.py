"""Area preparation."""
