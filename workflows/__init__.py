"""The office's rules and the engine that runs its procedures; no web framework is imported here."""
