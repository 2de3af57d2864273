"""The starter's desk: their petitions, the count, editing before the first signature, closing."""
