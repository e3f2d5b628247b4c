"""How a line gets to a team's channel: the address kept secret, the message's shape, the wire, its faults."""
