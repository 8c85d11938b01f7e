"""Attendance: what offices export of who was where when, read without guessing, and the days and nights that it proves."""
