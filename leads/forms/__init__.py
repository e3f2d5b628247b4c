"""What people fill in about campaigns, calls-to-action and leads."""
