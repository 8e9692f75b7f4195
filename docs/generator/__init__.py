"""What docs/generate.py writes."""
