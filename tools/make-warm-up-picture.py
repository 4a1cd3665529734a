"""Prints the picture of src/Core/Service/WarmUpPicture.cs: 8 x 8 pixels, a red square on white, as Base64.

    python3 tools/make-warm-up-picture.py
"""
import base64
import struct
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + b"".join(b"\xff\0\0" if 2 <= x <= 5 and 2 <= y <= 5 else b"\xff\xff\xff" for x in range(8)) for y in range(8))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
print(base64.b64encode(png).decode())
