"""The inbox: the envelope stays where it is, and its organisation may fetch it with a signed request."""


class Inbox:
    """Nothing moves; the delivery's state says that it may be fetched."""

    leaves_it = "released"

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        """The desk may fetch. Recording the new state is all there is to do, so doing it twice is doing it once."""
