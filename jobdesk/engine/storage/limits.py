"""The limits of one data folder: resources, conditions and the rules of each queue, in ``limits.json``."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import msgspec

from jobdesk.core.config import check_name
from jobdesk.core.errors import InvalidValueError
from jobdesk.core.limits import Limits, QueueRules, check_limits
from jobdesk.engine.runtime.disk import refused_at, write_json
from jobdesk.jobdir.folder import read_own


class LimitsStore:
    """Holds the limits, and saves each change before it holds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.notices: list[str] = []
        self._is_damaged = False
        self.are_lost = False
        """Whether nobody knows what the limits were, so that nothing may start before somebody has said so."""
        self.limits = self._read()

    def change(self, fields: dict[str, Any]) -> Limits:
        """Set the resources or the conditions that hold for everything.

        Raises:
            InvalidValueError: There is no such field, or it cannot have this value.
            StoreError: It could not be saved; the old limits hold.
        """
        unknown = [field for field in fields if field not in {"resources", "conditions"}]
        if unknown:
            raise InvalidValueError(unknown[0], "is no limit; known are resources, conditions")
        with self._lock:
            return self._save(_changed(self.limits, fields))

    def change_queue(self, queue: str, fields: dict[str, Any]) -> Limits:
        """Set some of the rules of one queue; what is not named stays as it is.

        Raises:
            InvalidValueError: There is no such rule, or it cannot have this value.
            StoreError: It could not be saved; the old rules hold.
        """
        check_name("queue", queue)
        with self._lock:
            rules = _changed(self.limits.queues.get(queue, QueueRules()), fields)
            queues = {**self.limits.queues, queue: rules}
            if rules == QueueRules():
                del queues[queue]
            return self._save(msgspec.structs.replace(self.limits, queues=queues))

    def _save(self, limits: Limits) -> Limits:
        check_limits(limits)
        if self._is_damaged:  # Somebody may want to mend it by hand, or get back to the version that wrote it.
            with refused_at(self._path), contextlib.suppress(FileNotFoundError):
                self._path.replace(self._path.with_suffix(".damaged.json"))
            self._is_damaged = False
        write_json(self._path, limits)
        self.limits = limits
        return limits

    def _read(self) -> Limits:
        try:
            limits = msgspec.json.decode(read_own(self._path), type=Limits)
            check_limits(limits)
        except FileNotFoundError:
            return Limits()
        except (OSError, msgspec.DecodeError, InvalidValueError, RecursionError, UnicodeDecodeError) as error:
            self._is_damaged = self.are_lost = True
            self.notices.append(
                f"limits.json cannot be used ({error}); nothing starts until you resume the queue, then without limits."
            )
            return Limits()
        return limits


def _changed(old: Any, fields: dict[str, Any]) -> Any:
    """Put new values of JSON into a struct; of one within it, only those that are named."""
    known = type(old).__struct_fields__
    plain = msgspec.to_builtins(msgspec.structs.asdict(old))
    for field, value in fields.items():
        if field not in known:
            raise InvalidValueError(str(field), f"is no such rule; known are {', '.join(known)}")
        present = getattr(old, field)
        is_part = isinstance(present, msgspec.Struct) and isinstance(value, dict)
        plain[field] = msgspec.structs.asdict(_changed(present, value)) if is_part else value
    try:
        return msgspec.convert(plain, type(old))
    except msgspec.ValidationError as error:
        raise InvalidValueError("limits", str(error)) from None
