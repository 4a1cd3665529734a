"""The part of tools/make-imaging-fixtures that no tool writes: colour chunks of PNG, blank first frames.

    python3 tools/make-imaging-fixtures.py tests/Fixtures/imaging
"""
import pathlib
import struct
import sys
import zlib

out = pathlib.Path(sys.argv[1])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows, colour_type, extra=b"", tail=b""):
    """rows: bytes a row, unfiltered; extra: chunks before the data; tail: chunks after it."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0))
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", data) + tail + chunk(b"IEND", b"")


def srgb_to_linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def linear_to_srgb(value):
    value = min(1, max(0, value))
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def multiply(one, other):
    return [[sum(one[r][i] * other[i][c] for i in range(3)) for c in range(3)] for r in range(3)]


# Published matrices (linear, D65): sRGB to XYZ, and XYZ to Display P3 and to BT.2020.
SRGB_TO_XYZ = [[0.4123908, 0.3575843, 0.1804808], [0.2126390, 0.7151687, 0.0721923], [0.0193308, 0.1191948, 0.9505322]]
XYZ_TO_P3 = [[2.4934969, -0.9313836, -0.4027108], [-0.8294890, 1.7626641, 0.0236247], [0.0358458, -0.0761724, 0.9568845]]
XYZ_TO_2020 = [[1.7166512, -0.3556708, -0.2533663], [-0.6666844, 1.6164812, 0.0157685], [0.0176399, -0.0427706, 0.9421031]]
IDENTITY = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def stored(colour, matrix, encode):
    linear = [srgb_to_linear(level / 255) for level in colour]
    mixed = [sum(matrix[r][c] * linear[c] for c in range(3)) for r in range(3)]
    return [round(255 * min(1, max(0, encode(min(1, max(0, value)))))) for value in mixed]


def pq(linear):
    y = linear * 203 / 10000
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    p = y ** m1
    return ((c1 + c2 * p) / (1 + c3 * p)) ** m2


# Six patches that each file must show: the sRGB colours; the bytes stored differ with what the chunks say.
PATCHES = [(200, 60, 40), (60, 160, 70), (40, 80, 190), (128, 128, 128), (230, 200, 60), (250, 250, 250)]
SIZE = 8


def patches(matrix, encode):
    colours = [stored(colour, matrix, encode) for colour in PATCHES]
    row = b"".join(bytes(colour) * SIZE for colour in colours)
    return [row] * SIZE


SRGB_CHRM = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
P3_CHRM = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
ZERO_CHRM = struct.pack(">8I", 0, 0, 0, 0, 0, 0, 0, 0)
P3 = multiply(XYZ_TO_P3, SRGB_TO_XYZ)
BT2020 = multiply(XYZ_TO_2020, SRGB_TO_XYZ)


def gama(value):
    return chunk(b"gAMA", struct.pack(">I", value))


files = {
    "plain": (IDENTITY, linear_to_srgb, b""),
    "gama-linear": (IDENTITY, lambda v: v, gama(100000)),
    "gama-1.8": (IDENTITY, lambda v: v ** (1 / 1.8), gama(55556)),
    "gama-dark": (IDENTITY, lambda v: v ** (1 / 2.8), gama(35714)),
    "gama-srgb": (IDENTITY, linear_to_srgb, gama(45455)),
    "gama-zero": (IDENTITY, linear_to_srgb, gama(0)),
    "gama-chrm-p3": (P3, lambda v: v ** (1 / 1.8), chunk(b"cHRM", P3_CHRM) + gama(55556)),
    "chrm-p3": (P3, linear_to_srgb, chunk(b"cHRM", P3_CHRM)),
    "chrm-srgb": (IDENTITY, linear_to_srgb, chunk(b"cHRM", SRGB_CHRM)),
    "chrm-zero": (IDENTITY, linear_to_srgb, chunk(b"cHRM", ZERO_CHRM)),
    "srgb-overrules-gama": (IDENTITY, linear_to_srgb, chunk(b"sRGB", b"\0") + gama(100000) + chunk(b"cHRM", P3_CHRM)),
    "cicp-srgb-overrules-gama": (IDENTITY, linear_to_srgb, chunk(b"cICP", bytes([1, 13, 0, 1])) + gama(100000)),
    "cicp-p3-overrules-srgb": (P3, linear_to_srgb, chunk(b"cICP", bytes([12, 13, 0, 1])) + chunk(b"sRGB", b"\0")),
    "cicp-linear": (IDENTITY, lambda v: v, chunk(b"cICP", bytes([1, 8, 0, 1]))),
    "cicp-pq-2020": (BT2020, pq, chunk(b"cICP", bytes([9, 16, 0, 1]))),
    "cicp-unknown": (IDENTITY, linear_to_srgb, chunk(b"cICP", bytes([77, 77, 0, 1]))),
}
for name, (matrix, encode, extra) in files.items():
    (out / "png" / f"{name}.png").write_bytes(png(SIZE * len(PATCHES), SIZE, patches(matrix, encode), 2, extra))

# Animations whose first frames show nothing: white, white, then red left and blue right.
WIDTH, HEIGHT = 32, 16
WHITE, RED, BLUE = (255, 255, 255), (200, 30, 40), (20, 60, 190)


def picture(left, right):
    return [bytes(left) * (WIDTH // 2) + bytes(right) * (WIDTH // 2)] * HEIGHT


def fctl(sequence, width=WIDTH, height=HEIGHT):
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", sequence, width, height, 0, 0, 1, 10, 0, 0))


def fdat(sequence, rows):
    return chunk(b"fdAT", struct.pack(">I", sequence) + zlib.compress(b"".join(b"\0" + row for row in rows), 9))


blank = picture(WHITE, WHITE)
shown = picture(RED, BLUE)
(out / "frames" / "blank-first.apng.png").write_bytes(png(
    WIDTH, HEIGHT, blank, 2, chunk(b"acTL", struct.pack(">II", 3, 0)) + fctl(0), fctl(1) + fdat(2, blank) + fctl(3) + fdat(4, shown)))
(out / "frames" / "default-image-apart.apng.png").write_bytes(png(
    WIDTH, HEIGHT, blank, 2, chunk(b"acTL", struct.pack(">II", 1, 0)), fctl(0) + fdat(1, shown)))


def gif_frame(codes):
    """Uncompressed LZW: a clear code before every pixel keeps the code width at 3 bits."""
    bits = "".join(format(code, "03b")[::-1] for pixel in codes for code in (4, pixel)) + format(5, "03b")[::-1]
    data = bytes(int(bits[i:i + 8][::-1], 2) for i in range(0, len(bits), 8))
    blocks = b"".join(bytes([len(data[i:i + 255])]) + data[i:i + 255] for i in range(0, len(data), 255))
    return b"\x2c" + struct.pack("<HHHHB", 0, 0, WIDTH, HEIGHT, 0) + b"\x02" + blocks + b"\0"


palette = bytes(WHITE + RED + BLUE + (0, 0, 0))
header = b"GIF89a" + struct.pack("<HHBBB", WIDTH, HEIGHT, 0x81, 0, 0) + palette
empty = gif_frame([0] * WIDTH * HEIGHT)
full = gif_frame(([1] * (WIDTH // 2) + [2] * (WIDTH // 2)) * HEIGHT)
(out / "frames" / "blank-first.gif").write_bytes(header + empty + empty + full + b"\x3b")
(out / "frames" / "all-blank.gif").write_bytes(header + empty * 3 + b"\x3b")
