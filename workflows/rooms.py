"""Imports the rooms whose operations diagrams may call, so that the registry is full; entry points import this first."""

import workflows.casework.notices
import workflows.models  # noqa: F401
