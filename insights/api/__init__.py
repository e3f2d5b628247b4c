"""The API of conversion: the figures of the joint page, to the cent and the lead."""
