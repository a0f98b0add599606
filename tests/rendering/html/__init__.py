"""The page: what stands in it, what it draws, and what a browser makes of it."""
