"""The one place where a caller becomes the system that they may use.

Whatever serves requests is handed a `PermittedPipeline`, which shows each caller the articles that
they may read and no others, so that no route can forget it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rag.protocol import ForwardingPipeline, QuestionAnswering
from rag.visibility import Visible
from ui.access.accounts import EVERYBODY, Accounts
from ui.access.caller import Caller, caller


class PermittedPipeline(ForwardingPipeline[QuestionAnswering]):
    """Forwards every call to the part of a pipeline that the current caller may see.

    Who is not known to have signed in, as in a thread of the program's own, sees only what
    everybody may.
    """

    def __init__(self, pipeline: QuestionAnswering, accounts: Accounts) -> None:
        super().__init__(pipeline)
        self._accounts = accounts

    @property
    def _pipeline(self) -> QuestionAnswering:
        visible = visible_to_caller(self._accounts)
        return self._wrapped if visible.everything else self._wrapped.visible_to(visible)


def visible_to_caller(accounts: Accounts | None) -> Visible:
    """Return what the current caller may read: everything where nobody signs in."""
    return visible_to(caller(), accounts.collections) if accounts else Visible()


def visible_to(who: Caller, collections: Mapping[str, Collection[str]]) -> Visible:
    """Return what a caller may read, given the groups that may read each folder."""
    if is_administrator(who):
        return Visible()
    return Visible.of(
        {
            folder: EVERYBODY in groups or not who.groups.isdisjoint(groups)
            for folder, groups in collections.items()
        }
    )


def is_administrator(who: Caller) -> bool:
    """Return whether somebody has signed in as an administrator."""
    return bool(who.name) and who.role == "administrator"
