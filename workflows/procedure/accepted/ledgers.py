"""The words of ledgers: every key of a ledger's file."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import Kind, words

_KEPT = "casework/test_ledgers.py"

LEDGER: Final = words(
    Kind.LEDGER,
    f"""
    title title.zh title.en | how pages and the workbook call it, in both languages
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    readers | posts that open it: of those that read the cases of the procedure, each within its own units
        {_KEPT}::test_each_reader_sees_the_rows_of_their_units_and_nobody_else_sees_any
    day | FEEL: the day that a row belongs to, by which the ledger is kept and filtered
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    columns | what stands in a row, in this order; each is written anew whenever a step writes the row
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    columns.key | by which a row keeps its cell; columns are renamed by their head
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    columns.head columns.head.zh columns.head.en | what stands over the column
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    columns.group columns.group.zh columns.group.en | a head above it, joined over neighbours of the same text
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    columns.value | FEEL over what the step sees: a text, a number, a date, yes or no, a list of these; null leaves the cell empty
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    columns.width | how many characters wide it is in the workbook, 14 where nothing is said
        {_KEPT}::test_a_ledger_is_a_page_and_a_workbook
    """,
)
