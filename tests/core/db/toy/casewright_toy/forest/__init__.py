"""Trees and their leaves."""
