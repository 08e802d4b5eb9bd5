"""Sign-in through a provider as the application is given it: the provider and its people."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.access.oidc.config import OidcConfig
from ui.access.oidc.errors import OidcError
from ui.access.oidc.members import Members
from ui.access.oidc.provider import Provider

if TYPE_CHECKING:
    from rag.settings import Settings

log = logging.getLogger("wence.oidc")


@dataclass(frozen=True, slots=True)
class SignOn:
    """A provider, and the people who have come in through it."""

    provider: Provider
    members: Members

    @classmethod
    def of(cls, settings: Settings) -> SignOn | None:
        """Read the settings; None where they name no provider.

        Raises:
            OidcSettingsError: they cannot work.
        """
        config = OidcConfig.of(settings)
        if config is None or settings.users is None:
            return None
        return cls(Provider(config), Members(settings.users, config))

    @property
    def config(self) -> OidcConfig:
        """The settings."""
        return self.provider.config

    async def sign_out_page(self, token: str) -> str:
        """Return where the provider signs a person out, "" if it has no such page or is away."""
        try:
            return await self.provider.sign_out_page(token)
        except OidcError as error:
            log.warning("signed out here alone: %s", error.reason)
            return ""
