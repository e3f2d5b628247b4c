"""Signing in with the company's own directory: Microsoft Entra or any other OpenID Connect provider."""
