"""Somebody who calls from outside.

It runs in a container with nothing but Python, and prints a line of JSON at its end.
"""
