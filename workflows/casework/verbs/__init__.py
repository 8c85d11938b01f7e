"""What can be done to a case: one file per verb, each in the way of acting.py."""
