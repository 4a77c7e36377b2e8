"""E-mail: the envelope is an attachment to a message that says nothing, to the address that the directory names.

Every message has the same subject and the same size, whatever it carries: a second attachment of random bytes fills it
up. Its Message-ID is the delivery's id, so that carrying twice can be seen to be one. STARTTLS with a verified
certificate is required: a relay that offers none is sent nothing. What the relay's log keeps is when an organisation
was written to, and no more; who must hide that as well takes another courier.
"""

import secrets
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from workers.errors import Unavailable, WillNotCarry

SCHEME = "mailto:"
SUBJECT = "Amparo"
TEXT = "An envelope for an Amparo desk. Save the .amparo file, then: amparo-desk receive --from FOLDER\n"
SIZE = 128 << 10  # bytes of both attachments together; the largest envelope of a form has half of it
SECONDS = 10.0  # for each step of the conversation


@dataclass(frozen=True, slots=True)
class Relay:
    """The server that takes our messages, and how we sign in there; no `user`: it knows us by our address."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: Path | None = None  # a file, so that no environment holds it


class Mail:
    """One organisation's mailbox. `address` asks the directory anew each time."""

    leaves_it = "carried"

    def __init__(self, relay: Relay, address: Callable[[str], str]) -> None:
        self.relay, self.address = relay, address

    def carry(self, envelope: bytes, idempotency_key: str) -> None:
        """The relay has taken the message. Unavailable if it has not; WillNotCarry if the envelope is too large."""
        message = self._message(envelope, idempotency_key, self.address(SCHEME))
        relay = self.relay
        try:
            with smtplib.SMTP(relay.host, relay.port, timeout=SECONDS) as server:
                server.starttls(context=ssl.create_default_context())
                if relay.user and relay.password:
                    server.login(relay.user, relay.password.read_text("utf-8").strip())
                server.send_message(message)
        except (smtplib.SMTPException, OSError):
            raise Unavailable("mail-refused") from None

    def _message(self, envelope: bytes, key: str, address: str) -> EmailMessage:
        if len(envelope) > SIZE:
            raise WillNotCarry("too-large")
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.relay.sender, address, SUBJECT
        message["Message-ID"] = f"<{key}@amparo.invalid>"
        message.set_content(TEXT)
        for name, content in ((f"{key}.amparo", envelope), ("padding", secrets.token_bytes(SIZE - len(envelope)))):
            message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return message
