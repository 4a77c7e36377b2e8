"""What a desk does with her consent: an NGO's releases and takes back, a force's shows and forgets. Acts by reference.

The command line and the tests reach it as `desk.consents`; `keys.desk.ngo.disclosure` and
`keys.desk.police.disclosed` do the work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from keys.desk.errors import DeskError
from keys.desk.messages.correspondence import Correspondence
from keys.desk.messages.releases import Release
from keys.desk.ngo.disclosure import Asked, Releasing
from keys.desk.ngo.tasks import Need
from keys.desk.ngo.transfer import must_answer_here
from keys.desk.police.disclosed import Disclosed
from keys.desk.store.cases import Case, Cases, Kept
from keys.desk.store.folder import Settings
from keys.desk.store.keyring import Ring
from keys.desk.store.outbox import Outbox, Thing
from keys.directory.view import View
from keys.private.opening import Opened
from keys.roles import Kind, Part
from keys.token import read_at_desk

Taker = Callable[[Opened, Kept, View], str]


class Consents:
    """The consents at one desk. `view` gives the directory as that desk last saw it."""

    def __init__(
        self,
        settings: Settings,
        cases: Cases,
        outbox: Outbox,
        ring: Ring,
        said: Correspondence,
        view: Callable[[], View],
    ) -> None:
        self._settings = settings
        self._cases = cases
        self._view = view
        self.disclosed = Disclosed(settings.org, cases, said)
        self.releasing = Releasing(settings.org, cases, outbox, ring, said)

    def release(self, reference: str, asked: Asked, token: str) -> Release:
        """What she allows is shown to the force. `token` as she said it; BadToken when it is mistyped."""
        value = read_at_desk(token)
        with self._of(reference, "release") as case:
            return self.releasing.release(case, self._view(), asked, value)

    def release_without_token(self, reference: str, asked: Asked) -> bytes:
        """The note of a release that a second NGO has to sign, because her token is lost."""
        with self._of(reference, "release --token-lost") as case:
            return self.releasing.for_second_ngo(case, self._view(), asked)

    def release_cosigned(self, reference: str, note: bytes) -> Release:
        """The release that a second NGO has signed is shown to the force."""
        with self._of(reference, "release --cosigned") as case:
            return self.releasing.cosigned(case, self._view(), note)

    def cosign(self, note: bytes) -> bytes:
        """Another NGO's note, signed here as well: she was heard by both."""
        self._only_ngo("cosign")
        return self.releasing.cosign(self._view(), note)

    def unrelease(self, reference: str) -> list[Release]:
        """Whatever she released of the report is taken back; the releases it was."""
        with self._of(reference, "unrelease") as case:
            return self.take_back(case)

    def take_back(self, case: Case) -> list[Release]:
        """The same of a case, when she stops altogether."""
        return self.releasing.take_back(case, self._view()) if self.releasing.rows.of(case) else []

    # --- what the desk itself asks for

    def taking(self, other: Taker) -> Taker:
        """What is told of each new envelope: disclosures are taken here, everything else by `other`."""
        return lambda opened, kept, view: (self.disclosed.take if opened.part is Part.DISCLOSE else other)(
            opened, kept, view
        )

    def leaving(self, thing: Thing, cid: str, digest: str) -> None:
        """An envelope is about to leave: a release remembers in which."""
        if thing.part == Part.DISCLOSE:
            self.releasing.rows.left(thing, cid, digest)

    def needs(self) -> list[Need]:
        """What needs a person because of a consent."""
        return self.releasing.rows.needs()

    @contextmanager
    def _of(self, reference: str, what: str) -> Iterator[Case]:
        self._only_ngo(what)
        with self._cases.vault.batch():
            case = self._cases.find(reference)
            must_answer_here(case)
            yield case

    def _only_ngo(self, what: str) -> None:
        if self._settings.kind is not Kind.NGO:
            raise DeskError(f"'{what}' is for an NGO's desk; this is a desk of {self._settings.org}.")
