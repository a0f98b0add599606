"""The reference deployment: what it answers, how it is served, and that each fault differs from it."""
