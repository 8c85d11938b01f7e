"""Files on a case: opened by the parser of their type, kept by digest outside the database, open to readers of their answer."""
