"""The inbox and the task page: what a person must do, by when, and doing it."""
