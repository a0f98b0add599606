"""The generated client, as its users meet it."""
