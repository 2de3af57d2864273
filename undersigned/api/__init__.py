"""JSON for programs: the same values as the pages, at addresses that stay."""
