"""Power on the unseen: faults that are composed by rule, judged in process, and those that survive."""
