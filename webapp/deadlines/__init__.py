"""The clocks: running and overdue deadlines, who holds each file, and extending one."""
