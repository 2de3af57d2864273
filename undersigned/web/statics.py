"""Where static files get their names: each with a hash of its content, modules that import each other too."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedStatics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # servestatic has no types
    """A script names its imports by their hashed names, so that no browser mixes files of two versions."""

    support_js_module_import_aggregation = True
