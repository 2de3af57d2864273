"""The accounts of the demonstration, whose passwords everybody may know: it is served on loopback alone."""

STARTER = "starter@example.org"
STARTER_NAME = "Friends of the Alderwick Towpath"
STAFF = "moderator@example.org"
PASSWORD = "undersigned-demo"  # noqa: S105 - printed at every start
