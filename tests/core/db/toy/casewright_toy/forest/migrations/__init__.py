"""The history of the forest."""
