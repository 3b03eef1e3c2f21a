"""What leaves the house as files: the workbook, the table cards, the door list.

`records` reads everything once, `workbook` and `cards` and `doors` write it in one language. Imported by
`bot.commands.export` only; spreadsheets and PDF are known nowhere else.
"""
