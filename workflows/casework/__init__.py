"""The verbs of casework: start, claim, complete, extend; the clocks, the history, and the queries behind the pages."""
