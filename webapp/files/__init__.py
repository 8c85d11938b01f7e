"""Files that are chosen in forms, and their contents for whoever may read the answer that they are in."""
