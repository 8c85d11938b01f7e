"""The studio of process designers: versions and drafts of procedures, file by file; what they are and do is workflows/studio."""
