"""A file of evidence goes from the NGO's desk to the police desk: sealed, whole, once; its metadata goes nowhere."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from gateway.store import deliveries
from gateway.store.engine import reading
from keys.desk import look
from keys.desk.attachments import stored
from keys.desk.desk import Desk
from keys.desk.errors import DeskError, NotReached, Withheld
from keys.desk.ngo import attachments
from keys.desk.police import attachments as at_police
from keys.desk.police import declining
from keys.desk.police.redaction import MARK
from keys.desk.sync import fetch
from keys.desk.sync.gateway_client import GatewayClient
from keys.desk.sync.send import send
from keys.envelope.attachment import DATA, MOST_BYTES
from keys.roles import Part
from tests.canaries import Search
from tests.keys.desk.attachments.making import CANARY, document, photograph, recording
from tests.keys.desk.police.test_redaction import NINO
from tests.keys.desk.web.desk_page import DeskPage
from tests.orgs import FORCE, NGO, OTHER_FORCE
from tests.world import NAME, World


def sent(world: World, raw: bytes, name: str = "IMG_2031.jpg", **choices: Any) -> tuple[str, str]:
    """A report and a file that left the NGO's desk."""
    ref = world.file_and_open().reference
    row = attachments.add(world.ngo, ref, name, raw)
    attachments.send(world.ngo, ref, row.id, consents=True, **choices)
    return ref, row.id


@pytest.mark.parametrize("raw", [photograph(), document(1), recording(9)], ids=["jpeg", "pdf", "wav"])
def test_the_police_open_what_the_caseworker_looked_at(world: World, raw: bytes) -> None:
    ref, ident = sent(world, raw, text="The door on the morning after")
    copy = stored.whole(world.ngo.vault, ident, stored.COPY)
    world.round(world.ngo, world.police)
    (row,) = at_police.of(world.police, world.police.cases.find(ref))
    assert at_police.raw(world.police, row) == copy
    assert row.about["text"] == "The door on the morning after"
    case = world.ngo.cases.find(ref)
    fetch.receive(world.ngo)
    assert attachments.progress(world.ngo, case, attachments.find(world.ngo, case, ident)).startswith("Received")
    look.attachment(world.police, ref, row.id)
    world.round(world.police, world.ngo)
    assert attachments.progress(world.ngo, case, attachments.find(world.ngo, case, ident)).startswith("Opened")
    assert "Sent a file of evidence" in look.show(world.police, ref)


def test_a_program_killed_while_it_seals_leaves_no_piece_whose_receipt_nobody_knows(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, ident = sent(world, photograph())
    with monkeypatch.context() as patched:
        patched.setattr(attachments, "left", killed)
        with pytest.raises(KeyboardInterrupt):
            send(world.ngo, now=True)
    for item in world.ngo.outbox.waiting():
        item.claimed = 0.0  # two minutes later
        world.ngo.outbox.put(item)
    world.round(world.ngo, world.police)
    fetch.receive(world.ngo)
    case = world.ngo.cases.find(ref)
    assert attachments.progress(world.ngo, case, attachments.find(world.ngo, case, ident)).startswith("Received")


def killed(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_canary_in_a_photograph_is_nowhere_and_its_original_stays_sealed(world: World) -> None:
    raw = photograph()
    ref, ident = sent(world, raw, f"{CANARY}.jpg")
    world.round(world.ngo, world.police)
    (row,) = at_police.of(world.police, world.police.cases.find(ref))
    look.attachment(world.police, ref, row.id)
    assert CANARY.encode() not in at_police.raw(world.police, row)
    assert Search([CANARY]).tree(world.folder.parent) == []
    assert stored.whole(world.ngo.vault, ident, stored.ORIGINAL) == raw


def test_nothing_leaves_before_she_agreed_and_words_are_screened(world: World) -> None:
    ref = world.file_and_open().reference
    row = attachments.add(world.ngo, ref, "a.jpg", photograph())
    with pytest.raises(DeskError, match="Show her the copy first"):
        attachments.send(world.ngo, ref, row.id, consents=False)
    with pytest.raises(Withheld):
        attachments.send(world.ngo, ref, row.id, consents=True, text=f"{NAME} took it")
    assert [thing for thing in world.ngo.outbox.waiting() if thing.part == Part.ATTACHMENT] == []


def test_what_cannot_be_cleaned_is_kept_and_never_sent(world: World) -> None:
    ref = world.file_and_open().reference
    row = attachments.add(world.ngo, ref, "film.mp4", bytes(4) + b"ftypmp42" + bytes(500))
    assert "video" in row.unclean
    with pytest.raises(DeskError, match="stays here"):
        attachments.send(world.ngo, ref, row.id, consents=True)
    assert len(stored.whole(world.ngo.vault, row.id, stored.ORIGINAL)) == 512
    with pytest.raises(DeskError, match="16 MiB"):
        attachments.add(world.ngo, ref, "large.wav", bytes(MOST_BYTES + 1))


def test_broken_off_at_every_stage_it_arrives_once_and_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line breaks after a piece was taken and before the desk knew; both desks die between pieces."""
    ref, ident = sent(world, recording(40))
    copy = stored.whole(world.ngo.vault, ident, stored.COPY)
    pieces = -(-len(copy) // DATA)
    assert pieces > 4
    real, taken = GatewayClient.post, []

    def breaking(client: GatewayClient, path: str, body: bytes) -> bytes:
        answer = real(client, path, body)
        taken.append(path)
        if path == "/v1/envelopes" and len(taken) % 2:
            raise NotReached("The line broke.")
        return answer

    monkeypatch.setattr(GatewayClient, "post", breaking)
    for _ in range(40):
        with world.again(NGO) as again:  # another process, from what the folder holds
            send(again, now=True)
            left = [thing for thing in again.outbox.waiting() if thing.part == Part.ATTACHMENT]
            for thing in left:
                thing.claimed = 0.0
                again.outbox.put(thing)
        if not left:
            break
    monkeypatch.setattr(GatewayClient, "post", real)
    assert not left
    world.carry()

    opening, count = fetch._open_and_keep, []

    def dying(desk: Desk, *named: Any) -> None:
        opening(desk, *named)
        count.append(1)
        if len(count) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(fetch, "_open_and_keep", dying)
    _ = world.police
    with world.again(FORCE) as again, pytest.raises(KeyboardInterrupt):
        fetch.receive(again)
    monkeypatch.setattr(fetch, "_open_and_keep", opening)
    with world.again(FORCE) as again:
        fetch.receive(again)
        fetch.receive(again)
        (row,) = at_police.of(again, again.cases.find(ref))
        assert at_police.raw(again, row) == copy
        told = [each for each in again.cases.said(row.report_id) if each.kind == "attachment"]
        assert len(told) == 1


@pytest.mark.slow
def test_a_file_of_16_mib_travels_as_the_largest_class(world: World) -> None:
    head = recording()[:44]
    length = MOST_BYTES - 44
    raw = b"RIFF" + (36 + length).to_bytes(4, "little") + b"WAVEfmt " + head[16:36]
    raw += b"data" + length.to_bytes(4, "little") + bytes(range(256)) * (length // 256) + bytes(length % 256)
    ref, ident = sent(world, raw, "long.wav")
    assert len([each for each in world.ngo.outbox.waiting() if each.part == Part.ATTACHMENT]) == 264
    world.round(world.ngo, world.police)
    (row,) = at_police.of(world.police, world.police.cases.find(ref))
    assert at_police.raw(world.police, row) == stored.whole(world.ngo.vault, ident, stored.COPY)


def test_the_gateway_sees_pieces_of_one_size_and_a_class(world: World) -> None:
    ref, _ = sent(world, recording(9))
    send(world.ngo, now=True)
    world.carry()
    with reading(world.gateway.host.engine) as connection:
        waiting = [row for row in deliveries.waiting(connection, FORCE, b"", 50) if row.part == Part.ATTACHMENT]
    assert len(waiting) == 2
    assert ref


def test_a_moved_report_takes_its_files_along_at_the_ngo_and_leaves_none_at_the_first_force(world: World) -> None:
    ref, _ = sent(world, photograph())
    world.round(world.ngo, world.police)
    assert at_police.of(world.police, world.police.cases.find(ref))
    declining.decline(world.police, ref, OTHER_FORCE)
    case = world.police.cases.find(ref)
    with world.police.vault.batch():
        assert declining.destroy(world.police, case)
    assert at_police.of(world.police, case) == []


def test_the_pages_show_pictures_and_run_nothing(world: World, request: pytest.FixtureRequest) -> None:
    ref = world.file_and_open().reference
    ngo, police = (DeskPage(world.desk_folder(org), world.gateway.app) for org in (NGO, FORCE))
    request.addfinalizer(ngo.close)
    request.addfinalizer(police.close)
    where = ngo.path("attachments.listed", ref)
    answer = ngo.post(where, files={"file": ("letter.pdf", document(1))}, follow=True)
    page = answer.html
    assert "What the police will see of this file" in page
    (row,) = attachments.of(world.ngo, world.ngo.cases.find(ref))
    seen = ngo.get(ngo.path("attachments.picture", ref, ident=row.id, number=1))
    with Image.open(io.BytesIO(seen.answer.content)) as picture:
        assert picture.format == "JPEG"
    press = ngo.path("attachments.send", ref, ident=row.id)
    assert "Show her the copy first" in ngo.press(press, {"text": ""})
    assert "on its way to the police" in ngo.press(press, {"consents": "yes", "text": "A letter"})
    world.round(world.ngo, world.police)
    assert "A letter" in police.read(police.path("report.view", ref))
    (got,) = at_police.of(world.police, world.police.cases.find(ref))
    shown = police.get(police.path("attached.shown", ref, ident=got.id))
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]
    drawn = police.get(police.path("attached.picture", ref, ident=got.id, number=1))
    assert drawn.headers["Content-Type"] == "image/jpeg"
    assert drawn.answer.content[:3] == b"\xff\xd8\xff"
    out = police.post(police.path("attached.export", ref, ident=got.id))
    assert out.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in out.headers["Content-Security-Policy"]
    world.round(world.police, world.ngo)
    assert "Exported a file of evidence by kestrel" in look.show(world.ngo, ref)


def test_words_that_were_sealed_unscreened_show_a_mark_wherever_the_file_is_named(
    world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "screened", lambda *_whatever, **_more: "")  # a program of the NGO's own
    ref, _ = sent(world, photograph(), text=f"Her card, number {NINO}")
    world.round(world.ngo, world.police)
    police = DeskPage(world.desk_folder(FORCE), world.gateway.app)
    request.addfinalizer(police.close)
    (row,) = at_police.of(world.police, world.police.cases.find(ref))
    for path in (police.path("report.view", ref), police.path("attached.shown", ref, ident=row.id)):
        page = police.read(path)
        assert NINO not in page
        assert f"Her card, number {MARK}" in page
