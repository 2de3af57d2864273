"""`./run messages`: update (the default), check, compile."""

import sys
from pathlib import Path

from workshop.messages import catalogues
from workshop.messages.extract import source
from workshop.messages.faults import allowed_to_stay, faults

PACKAGE = Path(__file__).resolve().parent.parent.parent / "undersigned"
LOCALE = PACKAGE / "locale"
# English is the source; every other language that the settings offer has a catalogue.
LANGUAGES = ("tr",)


def main(arguments: list[str]) -> int:
    """Exit status: 0 where it was done, or where nothing is missing."""
    verb = arguments[0].lstrip("-") if arguments else "update"
    if verb not in VERBS or len(arguments) > 1:
        print("usage: ./run messages [update | check | compile]", file=sys.stderr)
        return 2
    return VERBS[verb]()


def update() -> int:
    """Every catalogue holds what the source says; prints how much of it waits for a translation."""
    template = source(PACKAGE)
    for path in _paths():
        catalog = catalogues.read(path)
        catalogues.update(catalog, template)
        catalogues.write(path, catalog)
        waiting = sum(1 for message in catalog if message.id and not _is_translated(message.string))
        print(f"{path.relative_to(PACKAGE.parent)}: {len(catalog)} sentences, {waiting} wait for a translation")
    return compile_all()


def check() -> int:
    """0 where every catalogue is complete; else a line per fault."""
    template, found = source(PACKAGE), 0
    for path in _paths():
        language = catalogues.language_of(path)
        for fault in faults(catalogues.read(path), template, allowed_to_stay().get(language, {})):
            print(f"{language}: {fault}")
            found += 1
    print(f"{len(template)} sentences, {found} faults")
    return 1 if found else 0


def compile_all() -> int:
    """Every catalogue is compiled beside its source."""
    for path in catalogues.files(LOCALE):
        catalogues.compile_to_mo(path)
    return 0


def _paths() -> list[Path]:
    return [LOCALE / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


VERBS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
