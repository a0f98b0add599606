"""The suite against every fault and every variant, in process and in virtual time."""
