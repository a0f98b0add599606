"""The reference beside a model of it, and legal histories beside the clauses."""
