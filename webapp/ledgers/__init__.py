"""Ledgers of procedures: list, page, workbook."""
