"""Photos: what is taken, what is kept of it, who sees it."""

import asyncio
import io
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.api import images
from tests.api.people import V1, Person, field_of

PATH = f"{V1}/me/photo"
ROOT = Path(__file__).parents[2]
REFUSALS = {"BlockingIOError", "RuntimeError", "OSError", "PermissionError", "MemoryError", "_thread.error"}
METADATA = (b"EXIF", b"Exif", b"XMP ", b"ICCP", b"ANIM", b"<script", b"<?php", images.SECRET)
CORPUS = {**images.refused(), **images.talkative()}


async def put(person: Person, content: Any, kind: str = "image/png") -> httpx.Response:
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": kind}
    return await person.client.put(PATH, content=content, headers=headers)


async def photo_of(person: Person, asker: Person, **query: Any) -> httpx.Response:
    return await asker.get(f"/users/{person.id}/photo", **query)


def opened(response: httpx.Response) -> Image.Image:
    assert response.status_code == 200, response.text
    return Image.open(io.BytesIO(response.content)).convert("RGB")


def is_red(pixel: Any) -> bool:
    return bool(pixel[0] > 120 > pixel[2])


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 60


@pytest.mark.parametrize("name", images.refused())
async def test_hostile_images_are_refused(owner: Person, name: str) -> None:
    answer = await put(owner, CORPUS[name])

    assert (answer.status_code, field_of(answer)) == (422, "body")
    assert (await photo_of(owner, owner)).status_code == 404


@pytest.mark.parametrize("name", images.talkative())
async def test_nothing_but_pixels_is_kept(owner: Person, name: str) -> None:
    answer = await put(owner, CORPUS[name])
    kept = [(await photo_of(owner, owner, size=size)).content for size in (256, 64)]

    assert answer.status_code == 200
    assert all(content[:4] == b"RIFF" and content[8:12] == b"WEBP" for content in kept)
    assert not any(word in content for word in METADATA for content in kept)
    assert [dict(Image.open(io.BytesIO(content)).getexif()) for content in kept] == [{}, {}]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_the_middle_of_the_picture_is_kept_in_two_sizes(owner: Person, kind: str) -> None:
    await put(owner, images.saved(images.picture((600, 200)), kind))

    large, small = [opened(await photo_of(owner, owner, size=size)) for size in (256, 64)]

    assert (large.size, small.size) == ((256, 256), (64, 64))
    assert is_red(large.getpixel((100, 128)))
    assert not is_red(large.getpixel((156, 128)))


# Where the red half is after turning: the picture is red on the left.
@pytest.mark.parametrize(
    ("orientation", "red"),
    [
        (1, (20, 128)),
        (2, (236, 128)),
        (3, (236, 128)),
        (4, (20, 128)),
        (5, (128, 20)),
        (6, (128, 20)),
        (7, (128, 236)),
        (8, (128, 236)),
        (99, (20, 128)),
    ],
)
async def test_it_stands_upright(owner: Person, orientation: int, red: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[images.ORIENTATION] = orientation
    await put(owner, images.saved(images.picture((300, 300)), "JPEG", exif=exif))

    photo = opened(await photo_of(owner, owner))

    assert is_red(photo.getpixel(red))
    assert not is_red(photo.getpixel((255 - red[0], 255 - red[1])))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
async def test_every_kind_of_png_is_taken(owner: Person, mode: str) -> None:
    image = Image.new("I;16", (80, 80)) if mode == "I;16" else images.picture((80, 80), mode)

    assert (await put(owner, images.saved(image, "PNG"))).status_code == 200


@pytest.mark.parametrize(("kind", "side"), [("PNG", 4096), ("JPEG", 4096), ("WEBP", 3000)])
async def test_large_photos_fit(owner: Person, kind: str, side: int) -> None:
    assert (await put(owner, images.saved(images.picture((side, side)), kind))).status_code == 200


async def test_the_photo_is_served_so_that_it_cannot_do_anything(owner: Person) -> None:
    await put(owner, CORPUS["png-polyglot"])

    answer = await photo_of(owner, owner)

    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "content-encoding" not in answer.headers


async def test_a_known_photo_is_not_sent_again(owner: Person) -> None:
    await put(owner, CORPUS["jpeg-exif"])
    first = await photo_of(owner, owner)
    headers = {"Authorization": f"Bearer {owner.token}", "If-None-Match": first.headers["etag"]}

    again = await owner.client.get(f"{V1}/users/{owner.id}/photo", headers=headers)
    small = await photo_of(owner, owner, size=64)

    assert (again.status_code, again.content) == (304, b"")
    assert small.headers["etag"] != first.headers["etag"]


async def test_the_address_changes_with_the_photo_and_goes_with_it(owner: Person) -> None:
    addresses = [(await put(owner, CORPUS["jpeg-exif"])).json()["photo"]]
    addresses.append((await put(owner, images.saved(images.picture((9, 9)), "PNG"))).json()["photo"])
    shown = await owner.client.get(addresses[1], headers={"Authorization": f"Bearer {owner.token}"})
    deleted = await owner.delete("/me/photo")

    assert len(set(addresses)) == 2
    assert (shown.status_code, deleted.status_code) == (200, 204)
    assert (await owner.get("/me")).json()["photo"] is None
    assert (await photo_of(owner, owner)).status_code == 404
    assert (await owner.delete("/me/photo")).status_code == 204


async def test_the_photo_is_as_visible_as_the_person(
    owner: Person, observer: Person, stranger: Person, anonymous: httpx.AsyncClient
) -> None:
    await put(owner, CORPUS["jpeg-exif"])
    path = f"{V1}/users/{owner.id}/photo"
    seen = {}
    for visibility in ("workspace", "signed_in", "public"):
        await owner.patch("/me", {"visibility": visibility})
        answers = [await photo_of(owner, person) for person in (owner, observer, stranger)]
        seen[visibility] = [answer.status_code for answer in (*answers, await anonymous.get(path))]

    assert seen == {
        "workspace": [200, 200, 404, 404],
        "signed_in": [200, 200, 200, 404],
        "public": [200, 200, 200, 200],
    }


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/html", "image/gif"])
async def test_other_types_are_refused(owner: Person, kind: str) -> None:
    assert (await put(owner, CORPUS["jpeg-exif"], kind)).status_code == 415


async def test_two_mebibytes_are_the_most(owner: Person) -> None:
    filled = CORPUS["png-polyglot"].ljust(2 * 1024 * 1024, b"\0")

    assert [(await put(owner, content)).status_code for content in (filled, filled + b"\0")] == [200, 413]


async def test_an_endless_body_is_cut_at_the_cap(owner: Person) -> None:
    """Offer a gigabyte in chunks, and count how much of it is taken."""
    taken = 0

    async def chunks() -> Any:
        nonlocal taken
        for _ in range(16 * 1024):
            taken += 65_536
            yield bytes(65_536)

    answer = await put(owner, chunks())

    assert answer.status_code == 413
    assert taken <= 3 * 1024 * 1024


async def test_a_flood_of_photos_waits_or_is_refused(owner: Person) -> None:
    answers = await asyncio.gather(*(put(owner, CORPUS["jpeg-exif"]) for _ in range(25)))

    assert {answer.status_code for answer in answers} <= {200, 503}
    assert 200 in {answer.status_code for answer in answers}


# What a decoder that was taken over might try.
ACTS = {
    "start a process": "os.fork()",
    "start a thread": "import _thread; _thread.start_new_thread(print, ())",
    "read a file": "open('/proc/self/environ')",
    "write a file": "open('/tmp/x', 'w')",
    "open a connection": "__import__('socket').socket()",
    "take much memory": "bytes(300 * 1024 * 1024)",
    "become root": "os.setuid(0)",
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_the_child_can_do_nothing_but_decode(act: str) -> None:
    program = f"import os, socket, _thread; from api import photo_child; photo_child.confine(); {act}; print('done')"

    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)

    assert ended.returncode == 1
    assert "done" not in ended.stdout
    assert ended.stderr.rstrip().splitlines()[-1].partition(":")[0] in REFUSALS


def test_the_child_ends_when_it_computes_too_long() -> None:
    program = "from api import photo_child; photo_child.CPU_S = 1; photo_child.confine()\nwhile True: pass"

    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=30)

    assert ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL)


async def test_nobody_signed_in_is_needed_to_be_refused(anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.put(PATH, content=CORPUS["jpeg-exif"])).status_code == 401
