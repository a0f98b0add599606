"""What is built and installed from here."""
