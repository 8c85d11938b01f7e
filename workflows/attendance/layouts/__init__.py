"""One file for each layout of attendance systems and offices: from rows of cells to facts by person and day."""
