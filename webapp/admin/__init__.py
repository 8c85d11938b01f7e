"""For administrators: cases that stopped because a step failed."""
