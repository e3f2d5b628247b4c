"""How dates and numbers are written, where Django's own habit would mislead people in Europe."""
