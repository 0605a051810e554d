"""The one seam through which everything is read: what an actor may see, a page at most, never a query per row."""
