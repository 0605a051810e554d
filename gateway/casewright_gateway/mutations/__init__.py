"""The generic mutations on any case."""
