"""A garden: its beds stand under trees of the forest."""
