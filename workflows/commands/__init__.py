"""The command line: one file per command or pair of commands; each opens and commits its own transaction."""
