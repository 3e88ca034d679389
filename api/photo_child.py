"""Decodes one image, as a program of its own: `python photo_child.py < image > photos`.

Whatever a hostile image does to the decoder, it does it here: without files, other processes or privileges, and with a
few seconds of CPU and little memory. Output: the length of the large photo (4 bytes, big-endian), the large photo, the
small photo. Exit status 3: the image is refused; stderr says why in one word.
"""

import ctypes
import io
import os
import resource
import signal
import sys
import warnings

from PIL import Image, ImageOps

CPU_S = 5
MEMORY_BYTES = 256 * 1024 * 1024
MAX_INPUT_BYTES = 2 * 1024 * 1024
MAX_SIDE = 4096
SIDES = (256, 64)
FORMATS = ["PNG", "JPEG", "WEBP"]
QUALITY = 82
NOBODY = 65534
REFUSED = 3
ORIENTATION = 0x0112  # the EXIF tag
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


class Refused(Exception):  # noqa: N818 - named for the problem
    """An image that is not taken; the message is the word for it."""


def main() -> int:
    """Read, judge, decode, crop, write."""
    warm_up()
    confine()
    try:
        large, small = photos(sys.stdin.buffer.read(MAX_INPUT_BYTES + 1))
    except Refused as refusal:
        sys.stderr.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(len(large).to_bytes(4) + large + small)
    return 0


def warm_up() -> None:
    """Make a photo of our own of each format, so that everything is loaded before files are out of reach."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    for name in FORMATS:
        output = io.BytesIO()
        Image.new("RGB", (2, 2)).save(output, name, exif=exif)
        photos(output.getvalue())


def confine() -> None:
    """Give up everything that decoding does not need. What is open stays open: stdin, stdout, stderr."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.geteuid() == 0:  # root may start processes whatever the limit says
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def photos(content: bytes) -> tuple[bytes, ...]:
    """Return the image as square WebP photos of each of SIDES, without anything but pixels. Raises Refused."""
    if len(content) > MAX_INPUT_BYTES:
        raise Refused("too-many-bytes")
    warnings.simplefilter("error")  # a decompression bomb is only a warning to Pillow
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            _judge(image)
            square = _square(image)
        return tuple(_webp(square, side) for side in SIDES)
    except Refused:
        raise
    except MemoryError as error:
        raise Refused("too-large") from error
    except Exception as error:  # whatever a decoder raises: the image is not one
        raise Refused("not-an-image") from error


def _judge(image: Image.Image) -> None:
    """Refuse by the header, before a pixel is decoded."""
    width, height = image.size
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise Refused("too-large")
    if getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")


def _square(image: Image.Image) -> Image.Image:
    """Return the middle of the image, upright, at the size of the largest photo."""
    side = SIDES[0]
    image.draft("RGB", (side * 2, side * 2))  # a JPEG need not be decoded larger than this
    orientation = image.getexif().get(ORIENTATION, 1)
    image.load()
    if image.mode not in ("RGB", "RGBA"):
        has_transparency = image.mode in ("LA", "PA", "La") or "transparency" in image.info
        image = image.convert("RGBA" if has_transparency else "RGB")
    width, height = image.size
    edge = min(width, height)
    left, top = (width - edge) / 2, (height - edge) / 2
    small = image.resize((side, side), Image.Resampling.LANCZOS, (left, top, left + edge, top + edge), 3.0)
    clean = Image.frombytes(small.mode, small.size, small.tobytes())  # pixels only: no EXIF, profile, text or comment
    if orientation not in range(2, 9):
        return clean
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    clean.info["exif"] = exif.tobytes()
    upright = ImageOps.exif_transpose(clean)
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())


def _webp(square: Image.Image, side: int) -> bytes:
    scaled = square if square.size == (side, side) else square.resize((side, side), Image.Resampling.LANCZOS)
    output = io.BytesIO()
    scaled.save(output, "WEBP", quality=QUALITY, method=4)
    return output.getvalue()


if __name__ == "__main__":
    sys.exit(main())
