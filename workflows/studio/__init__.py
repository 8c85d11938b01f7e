"""The studio of process designers: versions and drafts of procedures, their problems and scenarios, and publishing by four eyes."""
