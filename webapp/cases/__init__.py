"""Cases: the list, starting one, and the case file with its record, decisions and diagram."""
