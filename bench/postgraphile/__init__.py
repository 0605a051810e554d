"""PostGraphile 5, the strongest peer measured, as its makers ship it."""
