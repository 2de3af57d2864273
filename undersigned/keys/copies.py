"""Copies of the key store for backups: one file per petition, whichever kind the store is.

A copy undoes every later deletion, so a backup keeps it for 7 days at most.
"""

from pathlib import Path

from undersigned.keys.stores import FolderStore, key_store


def export_keystore(folder: Path) -> int:
    """Every line of the store stands in the folder afterwards; returns how many."""
    copy, count = FolderStore(folder), 0
    folder.mkdir(mode=0o700, parents=True)
    store = key_store()
    for pid in store.pids():
        copy.add(pid, store.read(pid) or "")
        count += 1
    return count


def import_keystore(folder: Path) -> int:
    """Every line of the folder that the store had none for stands in it afterwards; returns how many were new.

    What the store knows wins: keys destroyed since the copy was made stay destroyed.
    """
    if not folder.is_dir():
        return 0
    store, copy, count = key_store(), FolderStore(folder), 0
    for pid in copy.pids():
        line = copy.read(pid)
        if line is not None and store.read(pid) is None:
            store.add(pid, line)
            count += 1
    return count
