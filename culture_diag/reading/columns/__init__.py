"""Which column is what: team, person, date, or the answers to an item."""
