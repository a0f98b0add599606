"""The generated client beside its peers: how each reads the same answers, and what each costs."""
