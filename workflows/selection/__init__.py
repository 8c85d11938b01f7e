"""Selection of people for village posts: slots, candidates, checks, reviews, dispatch orders, and what the diagram calls."""
