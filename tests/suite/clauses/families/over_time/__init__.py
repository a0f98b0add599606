"""Cases of the clauses that take several answers."""
