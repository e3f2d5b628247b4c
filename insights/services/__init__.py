"""What people keep of the figures and let out of the house; and whom they are told to."""
