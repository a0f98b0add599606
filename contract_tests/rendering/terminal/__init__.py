"""The end of a run on one screen: what is violated, what is missing, what is upheld, and the headline.

It may know reports, and how wide a terminal is. Each part is a function from a report to lines.
"""
