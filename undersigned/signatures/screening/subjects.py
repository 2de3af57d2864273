"""What screening counts a signing under, and over which spans."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from undersigned.signatures.rules.origins import domain_subject, household, network_subject
from undersigned.signatures.rules.windows import DAY, HOUR, MINUTE
from undersigned.signatures.screening.domain_window import BIG

SITE_SUBJECT: Final = b"s"
SPANS_OF: Final[Mapping[int, tuple[int, ...]]] = {
    ord("n"): (MINUTE, HOUR),
    ord("d"): (MINUTE, HOUR),
    ord("p"): (MINUTE, HOUR, DAY),
    ord("s"): (MINUTE, HOUR),
    ord("b"): (HOUR,),
    ord("h"): (DAY,),
}
"""By the first byte of a subject. What a rule does not ask for is not counted: each span is a row where many come."""


class Subjects(NamedTuple):
    """Of one signing; empty where it is not counted. In the order of the fields of `Evidence`, but for the site."""

    network: bytes
    domain: bytes
    petition: bytes
    both: bytes
    """This domain from this network."""
    here: bytes
    """This domain for this petition."""


def subjects_of(origin: bytes, *, is_network_known: bool, domain: str, petition: int) -> Subjects:
    """Whose signings are counted together with this one. `origin`: its marks (rules.origins)."""
    network = network_subject(origin) if is_network_known else b""
    of_petition = b"p%d" % petition
    if domain in BIG or household(domain) in BIG:
        return Subjects(network, b"", of_petition, b"", b"")
    owner = domain_subject(origin, domain)
    both = b"b" + network[1:] + owner[1:] if network else b""
    return Subjects(network, owner, of_petition, both, b"h" + petition.to_bytes(8, "big") + owner[1:])
