"""Words of templates: numbers, dates and names in the reader's language."""
