"""The ways in: each turns what it got into enquiries, and says in its own form what became of them."""
