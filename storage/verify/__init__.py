"""Looks for damage, changes nothing: `archive` asks `warcs`, `texts` and `ledger`; a snapshot is `bag`'s."""
