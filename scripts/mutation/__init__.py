"""The suite's own clauses, mutated: whether the pure tests notice."""
