"""Languages of petitions: their codes, their own names, the direction in which they are written."""

import re
from typing import Final

OFFERED: Final = (
    ("ar", "العربية"),
    ("az", "azərbaycan"),
    ("bg", "български"),
    ("bn", "বাংলা"),
    ("ca", "català"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("et", "eesti"),
    ("fa", "فارسی"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("ga", "Gaeilge"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("hy", "հայերեն"),
    ("id", "Indonesia"),
    ("it", "italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "қазақ тілі"),
    ("ko", "한국어"),
    ("ku", "kurdî"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("nl", "Nederlands"),
    ("no", "norsk"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("ru", "русский"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sq", "shqip"),
    ("sr", "српски"),
    ("sv", "svenska"),
    ("sw", "Kiswahili"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "українська"),
    ("ur", "اردو"),
    ("uz", "o‘zbek"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
)
"""What the guided start offers; a file may name any well-formed code."""

CODE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", re.ASCII)
LEFTWARD: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
LEFTWARD_SCRIPTS: Final = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Syrc", "Thaa"})


def is_language(code: str) -> bool:
    """A well-formed code: language, then script and region if given (BCP 47 without what nobody needs here)."""
    return len(code) <= 12 and CODE.fullmatch(code) is not None


def direction(code: str) -> str:
    """`rtl` or `ltr`; a script named in the code decides, else the language."""
    language, *rest = code.split("-")
    scripts = [part for part in rest if len(part) == 4]
    if scripts:
        return "rtl" if scripts[0] in LEFTWARD_SCRIPTS else "ltr"
    return "rtl" if language in LEFTWARD else "ltr"
