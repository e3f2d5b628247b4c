"""The whole product under load while servers and processes fail: nothing lost, doubled or left half."""
