"""The API of contact attempts, ratings and outcomes; every write calls the service its page calls."""
