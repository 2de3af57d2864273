"""Questions about petitions: they read and never write. One file per kind of question."""
