"""Area balance."""
