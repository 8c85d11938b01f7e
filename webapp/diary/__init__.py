"""Pages of work diaries."""
