"""Catalogues of the pages' texts; English is the language of the source."""
