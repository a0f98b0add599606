"""A report as people and machines like to read it; each rendering is a function of a Report."""
