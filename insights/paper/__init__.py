"""What is seen, as a PDF to print: A4, in the reader's language, tagged, with its fonts.

`frame` puts what was drawn for the screen onto paper, `overview` lays the joint page out anew on one page
with the `pictures` that the browser draws there, `printing` has a process of its own press it (`press`).
Nothing is fetched, whatever the HTML says.
"""
