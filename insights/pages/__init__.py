"""What the joint page shows, put into words, rows and pictures; no database, no request."""
