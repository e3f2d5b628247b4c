"""PostgreSQL slow, silent, locked, full or away: nobody waits for it without end, and everybody is told."""
