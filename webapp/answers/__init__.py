"""Forms of a procedure (`.form` files) on a page: built, drawn and read back the same way for every room that asks questions."""
