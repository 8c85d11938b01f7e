"""Files as they come: what kind they are, and their sheets row by row. Knows cells and bounds, nothing of what they mean."""
