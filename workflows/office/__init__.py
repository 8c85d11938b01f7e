"""The office as data: the numbers that it sets itself, each from a day on and for a part of its units, and its registers."""
