"""A report made visible: in a terminal, in Markdown, as a page, on GitHub, as a badge, as JSON.

It may know reports, and the recording where it draws one. Each rendering is a function of these.
It decides nothing: what is red, and how the process ends, is the verdict's to say.
"""
