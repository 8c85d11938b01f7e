"""The registers of an office (units, people, roster): taken from workbooks, written to workbooks, never half."""
