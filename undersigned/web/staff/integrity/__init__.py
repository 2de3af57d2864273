"""Pages on which the staff keep the numbers honest: what is held, lists, campaigns, objections."""
