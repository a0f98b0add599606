"""Cases of each family: observations, and what a clause is to say of them."""
