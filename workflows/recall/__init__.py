"""Recall and replacement: its records, pure rules, the operations its diagram calls, and queries."""
