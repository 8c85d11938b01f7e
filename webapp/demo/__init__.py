"""What the server adds when it shows the demonstration city (`serve --demo`); otherwise nothing here is imported."""
