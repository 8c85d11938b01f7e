"""The record that proves itself: the history, its seals, and `verify`, below every room that writes rows of record."""
