"""What the portal gave up on after many tries, and how a person ends that: once more, or not at all."""
