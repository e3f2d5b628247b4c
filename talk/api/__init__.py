"""The API of comments; every write calls the service its page calls."""
