"""Questions derived by rule: ids, doors, and which of them one run asks.

It knows nothing of a deployment but the id or the target that it derives from; it sends nothing.
"""
