"""The player of scenarios: a procedure's own tests, carried through the real verbs on a database of their own."""
