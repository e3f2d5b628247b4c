"""Is it alive, is it ready, how far behind is it, and how much does it do."""
