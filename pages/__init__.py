"""The edge, where somebody asks and is answered; it knows no person.

Its modules are a closed list, each one way to do one thing: addresses, answers, api, csv, cursors,
fields, filters, forms, model_forms, templatetags. What fits none belongs to the room that needs it.
"""
