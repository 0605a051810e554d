"""Who may see and do what: actors, grants, and the one policy compiled from them."""
