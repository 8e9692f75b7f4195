"""Area spine."""
