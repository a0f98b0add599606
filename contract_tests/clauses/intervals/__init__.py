"""Time by intervals: what answers tell of instants, lives and speeds, each within bounds on our own clock.

It may know readings, findings and the constants of time; it knows no clause, and does not ask or draw."""
