"""Writes tests/Fixtures/bad: pictures that must be refused, each named after the code it gets and what is wrong with it.

    python3 tools/make-bad-pictures.py
"""
import pathlib
import struct
import zlib

root = pathlib.Path("tests/Fixtures")
out = root / "bad"
formats = root / "formats"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows=b""):
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def cut(name, share):
    data = (formats / name).read_bytes()
    return data[: int(len(data) * share)]


def gif(frames):
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\xff\xff\xff\0\0\0" + frame * frames + b"\x3b"


plain_png = bytearray((formats / "plain.png").read_bytes())
plain_png[plain_png.index(b"IDAT") + 12] ^= 0xFF
files = {
    "empty_body.empty.jpg": b"",
    "image_truncated.cut.jpg": cut("plain.jpg", 0.7),
    "image_truncated.header-only.jpg": (formats / "plain.jpg").read_bytes()[:200],
    "image_truncated.progressive.jpg": cut("progressive.jpg", 0.8),
    "image_truncated.cut.png": cut("plain.png", 0.7),
    "image_truncated.cut.gif": cut("plain.gif", 0.7),
    "image_truncated.cut.webp": cut("lossy.webp", 0.6),
    "image_truncated.cut.avif": cut("plain.avif", 0.9),
    "image_truncated.cut.tiff": cut("lzw.tiff", 0.5),
    "image_dimensions.too-many-pixels.png": png(16000, 16000),
    "image_dimensions.too-long-a-side.png": png(20000, 10),
    "image_dimensions.four-gigapixels.png": png(65535, 65535),
    "image_unreadable.damaged-data.png": bytes(plain_png),
    "image_unreadable.random-behind-header.jpg": b"\xff\xd8\xff\xe0" + bytes((i * 97 + 13) % 251 for i in range(400)) + b"\xff\xd9",
    "image_frames.2000-frames.gif": gif(2000),
    "unsupported_media_type.heic": struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + b"\0" * 64,
    "unsupported_media_type.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    "unsupported_media_type.pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n",
    "unsupported_media_type.bmp": b"BM" + b"\0" * 60,
    "unsupported_media_type.text-named.jpg": b"this is no picture at all\n",
    "unsupported_media_type.html-named.png": b"<!doctype html><html><body>404</body></html>",
    "unsupported_media_type.ppm": b"P6\n2 2\n255\n" + b"\x80" * 12,
    "unsupported_media_type.one-byte.jpg": b"\xff",
}
out.mkdir(exist_ok=True)
for old in out.iterdir():
    old.unlink()
for name, data in files.items():
    (out / name).write_bytes(data)
