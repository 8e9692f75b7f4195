"""Area history."""
