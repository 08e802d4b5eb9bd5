"""What the visitors of other websites may ask: limits of their own, beside everybody else's."""

from __future__ import annotations

from asyncio import Semaphore

from ui.access.limits import Buckets

AT_ONCE = 8  # embedded questions being answered; more wait, so that the others' need not
EVERYBODY = 10  # times what one visitor may ask


class Quota:
    """Questions a minute of each visitor, and of all together; `turn` is held while answering."""

    def __init__(self, per_minute: int) -> None:
        self._each, self._all = Buckets(per_minute), Buckets(per_minute * EVERYBODY)
        self.turn = Semaphore(AT_ONCE)

    def take(self, who: str) -> int:
        """Count a question and return 0, or return the seconds until one may be asked."""
        return self._each.take(who) or self._all.take("")
