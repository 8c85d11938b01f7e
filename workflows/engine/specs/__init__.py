"""Compiled elements: what each kind of BPMN element does when a token comes."""
