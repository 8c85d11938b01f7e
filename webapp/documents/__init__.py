"""Letters as they were issued, to read and to print."""
