"""Cases of the clauses that one answer shows by itself."""
