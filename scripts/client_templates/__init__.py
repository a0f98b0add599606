"""The additions of this project to the generator: templates, functions that they ask, and sources."""
