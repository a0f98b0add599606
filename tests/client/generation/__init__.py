"""How the client is generated: byte for byte, from other contracts too, and as type checkers like it."""
