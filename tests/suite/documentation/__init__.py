"""Documentation: every quote stands where it is said to stand, and every table is as the code has it."""
