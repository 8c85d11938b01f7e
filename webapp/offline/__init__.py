"""Gatepost for a machine without a package index: one folder that holds all it needs, made by `make bundle`."""
