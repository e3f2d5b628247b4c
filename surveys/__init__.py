"""What customers say once a lead is won or lost: two questions by a signed link, and what came of them."""
