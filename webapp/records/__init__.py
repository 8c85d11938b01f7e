"""Records outside cases: imports of attendance, and what people decide about single days."""
