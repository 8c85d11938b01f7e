"""Working days, statutory holidays and office hours of the office's calendar."""
