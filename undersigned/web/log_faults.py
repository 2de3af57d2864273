"""What a check of the log in a page can find to be wrong, in words that the page carries."""

from django.utils.translation import gettext as _


def log_faults() -> dict[str, str]:
    """A sentence for each name of a Fault that the scripts tlog, witnesses, recount-worker and receipt throw."""
    return _faults_of_files() | {
        "spelling": _("It is not an entry of this log."),
        "number": _("It says that it is event {said} of its petition; it is event {found}."),
        "count": _("It says that {said} signatures stand after it; after the entries before it there are {found}."),
        "open": _("A petition is opened first, and once."),
        "version": _("It names text version {said}, which can't follow."),
        "unpublished": _("It signs text version {said}, which is not published."),
        "sealed": _("It can't come after its petition was sealed."),
        "closed": _("It signs a petition that is closed."),
        "again": _("It closes or reopens a petition that is closed or open already."),
        "target": _("It speaks of entry {said}, which is no signature of which this can be said."),
        "page": _("After it {found} signatures stand. The page says {said}."),
    }


def _faults_of_files() -> dict[str, str]:
    return {
        "checkpoint": _("The checkpoint can't be read."),
        "signature": _("The checkpoint is not signed with the key of this log."),
        "missing": _("The file {file} is missing."),
        "bundle": _("The file {file} does not hold the entries that it should."),
        "tile": _("The file {file} holds other hashes than the entries give."),
        "root": _("The entries lead to another root than the one that is signed."),
        "older": _("The log holds fewer entries than the number on this page rests on."),
        "proof": _("The signed number can't be read."),
        "place": _("The signed number does not stand in the log that was signed."),
        "stranger": _("The signed number is that of another petition."),
        "shrunk": _("The log holds {found} entries; it held {said} when the receipt was made."),
        "fork": _("The first {said} entries are others than those of the receipt: the log was forked or rewritten."),
        "policy": _("The policy, which names the witnesses, can't be read or is that of another log."),
        "cosignature": _("A witness's line under the checkpoint is not that witness's."),
    }
