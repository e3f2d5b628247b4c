"""The API of campaigns, calls-to-action, leads and handoffs; every write calls the service its page calls."""
