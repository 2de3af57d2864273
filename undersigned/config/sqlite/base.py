"""Django's SQLite backend; whoever writes waits for their turn, and the write-ahead log does not outgrow its bound."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base as django_sqlite

from undersigned.config.sqlite.folding import Folding
from undersigned.config.sqlite.turns import Turn

WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "REINDEX", "ANALYZE", "VACUUM"})


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """One connection. Transactions begin with their turn to write and give it up at their end; lone statements too."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        """As Django's."""
        super().__init__(*arguments, **named)
        self._turn: Turn | None = None
        self._folding: Folding | None = None
        self._timeout = 0.0
        self.execute_wrappers.append(self._in_turn)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection with a place in the queue of its database's writers; one in memory has nobody to wait for."""
        self._timeout = float(conn_params.get("timeout", 5.0))
        if not self.is_in_memory_db():
            database = Path(conn_params["database"])
            self._turn = Turn(database, self._timeout)
            self._folding = Folding(Path(f"{database}-wal"), self._turn.file)
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is not None:
            self._turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # Django's stubs leave out what is private
        except BaseException:
            self._give_up_turn()
            raise

    def _commit(self) -> None:
        # A commit that fails is followed by a rollback, which gives the turn up.
        super()._commit()  # type: ignore[misc] # Django's stubs leave out what is private
        try:
            self._fold_log()
        finally:
            self._give_up_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # Django's stubs leave out what is private
        finally:
            self._give_up_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # Django's stubs leave out what is private
        finally:
            if self._turn is not None:
                self._turn.close()
                self._turn = None

    def _give_up_turn(self) -> None:
        if self._turn is not None:
            self._turn.give_up()

    def _in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """A statement that writes outside a transaction is one by itself."""
        turn = self._turn
        if turn is None or turn.is_mine or self.in_atomic_block or not _is_write(sql):
            return execute(sql, params, many, context)
        turn.take()
        try:
            return execute(sql, params, many, context)
        finally:
            turn.give_up()

    def fold_and_empty(self) -> bool:
        """True where the write-ahead log is empty: what was deleted is in no file. False where somebody reads for long,
        within a transaction, and for a database in memory.
        """
        self.ensure_connection()
        if self._turn is None or self._folding is None or self.in_atomic_block:
            return False
        self._turn.take()
        try:
            return self._folding.fold(self.connection, timeout=self._timeout, is_emptied=True)
        finally:
            self._give_up_turn()

    def _fold_log(self) -> None:
        """Keeps the write-ahead log within its bound, where that can be done at once."""
        if self._turn is not None and self._folding is not None and self._folding.is_due():
            self._folding.fold(self.connection, timeout=self._timeout)


def _is_write(sql: str) -> bool:
    return sql.lstrip()[:10].split(" ", 1)[0].upper() in WRITES
