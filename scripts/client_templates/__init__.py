"""What this project adds to the generator: templates, what they ask about a contract, and sources."""
