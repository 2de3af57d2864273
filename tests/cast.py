"""The people of the tests, plainly invented. Each stands for a way in which people meet a petition site.

Addresses end in `.example` or `.test`, which nobody can own (RFC 2606); names are as people really write them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mailbox."""

    name: str
    email: str
    country: str = "GB"
    place: str = ""
    language: str = "en"


# She starts petitions and reads every answer twice.
MEHTAP = Person("Mehtap Kıvılcım", "mehtap@kavak.example", "TR", "Kavakdere", "tr")
# He signs from a phone on a train with a bad connection.
OSCAR = Person("Oscar O'Connor-D'Angelo", "oscar@brambleworth.example", "IE", "Brambleworth")
# She shares one mailbox with OSCAR's neighbour and signs second.
IDA = Person("Ida Brambleworth", "household@brambleworth.example", "GB", "Brambleworth")
BEN = Person("Ben Brambleworth", "household@brambleworth.example", "GB", "Brambleworth")
# Names that forms get wrong: a mononym, one letter, a word that programs mistake, other scripts.
SUHARSA = Person("Suharsa", "suharsa@pasar.example", "ID")
Y = Person("Y", "y@one-letter.example", "FR")
NULL = Person("Jennifer Null", "null@names.example", "US")
LAYLA = Person("ليلى الحدّاد", "layla@zaytun.example", "JO", "", "en")
WEI = Person("王小明", "wei@bamboo.example", "TW")
# She moderates: reads held petitions and answers with words.
NORA = Person("Nora Haugland", "nora@staff.example", "NO")
# He did not sign anything and says so.
VICTOR = Person("Victor Unasked", "victor@unasked.example", "BE")
# He tries what the form does not offer.
MALLORY = Person("Mallory <script>alert(1)</script>", "mallory@mischief.example", "ZZ")

EVERYBODY = (MEHTAP, OSCAR, IDA, BEN, SUHARSA, Y, NULL, LAYLA, WEI, NORA, VICTOR)
