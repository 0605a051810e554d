"""The one seam through which everything is read: rows an actor may see, never more than a page, never a query per row."""
