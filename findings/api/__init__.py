"""Findings for programs."""
