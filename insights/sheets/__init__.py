"""The sheets of the joint page: what stands one click below its overview, each answering one question.

`insights.sheets.list` names them; a sheet is a module here, that puts figures into words and pictures, and a
template in insights/sheets/. Filters, tabs, address, download and memory are the same for all
(`insights/views/sheets.py`).

In a meeting each outermost section of a sheet is shown by itself; behind a link strangers read it without its
links (`insights/pages/figures_only.py`).
"""
