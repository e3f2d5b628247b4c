"""`make run`: everything the product needs on one machine, started together and stopped together."""
