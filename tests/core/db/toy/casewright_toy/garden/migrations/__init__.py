"""The history of the garden."""
