"""Each clause judged by observations, made by hand and drawn: upheld, violated, not concerned."""
