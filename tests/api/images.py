"""Hostile images, and some honest ones. Made here, so that no strange file lies in the repository."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

SECRET = b"canary-of-the-photographer"
ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825
Make = Callable[[], bytes]


def picture(side: tuple[int, int] = (300, 200), mode: str = "RGB") -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue, where the mode has colours."""
    image = Image.new("RGB", side, (200, 20, 20))
    image.paste((20, 20, 200), (side[0] // 2, 0, side[0], side[1]))
    return image.convert(mode)


def saved(image: Image.Image, name: str, **options: Any) -> bytes:
    output = io.BytesIO()
    image.save(output, name, **options)
    return output.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, data: bytes, *, depth: int = 8, colour: int = 2, more: bytes = b"") -> bytes:
    """Return a PNG with a header of one's choice."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = (chunk(b"IHDR", header), more, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zeros(count: int) -> bytes:
    """Return so many zeros, compressed a thousandfold."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(count >> 20)]
    return b"".join(parts) + packer.compress(bytes(count & 0xFFFFF)) + packer.flush()


def exif() -> Image.Exif:
    """Return EXIF that says who took the picture and where, and that it lies on its side."""
    found = Image.Exif()
    found[ORIENTATION] = 6
    found[ARTIST] = SECRET.decode()
    found[GPS] = {1: "N", 2: (48.0, 12.0, 30.0), 3: "E", 4: (16.0, 22.0, 0.0)}
    return found


def with_size(content: bytes, width: int, height: int) -> bytes:
    """Return a JPEG that claims another size."""
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def bombs() -> Iterator[tuple[str, bytes]]:
    """Yield images that grow without measure, or say so."""
    for width, height in ((4097, 1), (1, 4097), (5000, 5000), (20_000, 20_000), (65_535, 65_535), (2**31 - 1, 1)):
        yield f"png-{width}x{height}", png(width, height, zeros(1 << 20))
    yield "png-zero-width", png(0, 100, zeros(1000))
    yield "png-200-megabytes-of-zeros", png(16_384, 4_096, zeros(200 << 20))
    yield "png-16-bit-20000", png(20_000, 20_000, zeros(1 << 20), depth=16, colour=6)
    yield "png-text-bomb", png(8, 8, zeros(200), more=chunk(b"zTXt", b"k\0\0" + zeros(100 << 20)))
    yield "png-international-text-bomb", png(8, 8, zeros(200), more=chunk(b"iTXt", b"k\0\1\0\0\0" + zeros(100 << 20)))
    yield "png-profile-bomb", png(8, 8, zeros(200), more=chunk(b"iCCP", b"icc\0\0" + zeros(100 << 20)))
    yield "jpeg-claims-65500", with_size(saved(picture(), "JPEG"), 65_500, 65_500)
    yield "jpeg-claims-30000", with_size(saved(picture(), "JPEG"), 30_000, 30_000)
    yield "jpeg-4097", saved(picture((4097, 8)), "JPEG")
    yield "webp-16383", saved(picture((16_383, 16)), "WEBP")
    yield "webp-5000-lossless", saved(Image.new("RGB", (5000, 5000)), "WEBP", lossless=True)


def animations() -> Iterator[tuple[str, bytes]]:
    """Yield images that move."""
    frames = [picture((32, 32)), Image.new("RGB", (32, 32)), picture((32, 32), "L").convert("RGB")]
    yield "apng", saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    yield "webp-animated", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=50)
    many = [Image.new("RGB", (16, 16), (i % 256, 0, 0)) for i in range(500)]
    yield "webp-500-frames", saved(many[0], "WEBP", save_all=True, append_images=many[1:], duration=1)
    yield "apng-claims-a-billion", png(8, 8, zeros(200), more=chunk(b"acTL", struct.pack(">II", 10**9, 0)))


def other_formats() -> Iterator[tuple[str, bytes]]:
    """Yield what other decoders would take."""
    image = picture((64, 64))
    for name in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "SGI", "DDS", "PDF", "EPS", "JPEG2000"):
        yield name.lower(), saved(image, name)
    yield "psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 64, 64, 8, 3) + bytes(200)
    yield "fits", b"SIMPLE  =                    T".ljust(80) + b"END".ljust(2800)
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    yield "html", b"<!doctype html><script>alert(1)</script>"
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file\n"
    yield "zip", b"PK\x03\x04" + bytes(100)
    yield "elf", b"\x7fELF" + bytes(100)
    yield "imagemagick", b"push graphic-context\nimage over 0,0 0,0 'https://127.0.0.1/x'\npop graphic-context"


def broken() -> Iterator[tuple[str, bytes]]:
    """Yield files that begin well and end badly."""
    for name in ("PNG", "JPEG", "WEBP"):
        whole = saved(picture(), name)
        yield f"{name.lower()}-header-only", whole[:30]
        yield f"{name.lower()}-half", whole[: len(whole) // 2]
    yield "empty", b""
    yield "one-byte", b"\x89"
    yield "png-wrong-checksum", saved(picture(), "PNG").replace(b"IDAT", b"IDAX", 1)
    yield "png-no-data", png(8, 8, b"")
    yield "png-wrong-data", png(300, 300, zlib.compress(b"short"))
    yield "riff-of-another-kind", b"RIFF\x24\0\0\0WAVEfmt " + bytes(20)


def refused() -> dict[str, bytes]:
    """Return every image that must not be taken."""
    return dict((*bombs(), *animations(), *other_formats(), *broken()))


def talkative() -> dict[str, bytes]:
    """Return images that are taken, and say more than a picture should: not a word of it may be left."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SECRET
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{SECRET.decode()}</x:xmpmeta>")
    text.add_text("Long", SECRET.decode() * 100, zip=True)
    image = picture()
    return {
        "png-exif": saved(image, "PNG", exif=exif()),
        "png-text": saved(image, "PNG", pnginfo=text),
        "png-profile": saved(image, "PNG", icc_profile=profile),
        "png-polyglot": saved(image, "PNG") + b"<script>alert(1)</script>" + SECRET,
        "png-own-chunk": saved(image, "PNG")[:33] + chunk(b"prVt", SECRET) + saved(image, "PNG")[33:],
        "jpeg-exif": saved(image, "JPEG", exif=exif()),
        "jpeg-comment": saved(image, "JPEG", comment=SECRET),
        "jpeg-profile": saved(image, "JPEG", icc_profile=profile),
        "jpeg-xmp": saved(image, "JPEG", xmp=SECRET),
        "jpeg-polyglot": saved(image, "JPEG") + b"PK\x03\x04<?php phpinfo(); ?>" + SECRET,
        "webp-exif": saved(image, "WEBP", exif=exif()),
        "webp-profile": saved(image, "WEBP", icc_profile=profile),
        "webp-xmp": saved(image, "WEBP", xmp=SECRET),
    }
