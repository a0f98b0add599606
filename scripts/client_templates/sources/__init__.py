"""Ordinary sources that regenerate.py copies into every generated client, beside what the templates write."""
