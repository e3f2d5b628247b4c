"""Everything that writes what customers are asked and say."""
