"""What this project adds to the generator: few templates, what they ask about a contract, and ordinary sources."""
