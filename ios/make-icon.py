#!/usr/bin/env python3
"""Draws the app's sign, the tunduk, as the 1024-pixel PNG that Xcode wants.

The lines are those of TundukDrawing.swift: two rings, three laths each way. Every pixel is the mean of
4 x 4 points, each coloured by its distance from the lines; nothing but Python's own library is used.
    make-icon.py            writes the picture
    make-icon.py --check    fails if the committed picture is another
"""
import struct
import sys
import zlib
from pathlib import Path

SIZE, FINE = 1024, 4
GROUND, INK = (0xF7, 0xF5, 0xF0), (0xB0, 0x7A, 0x12)
RINGS, LINE, FOOT, REACH, BEND = (0.96, 0.805), 0.08, 0.235, 0.77, 0.05
SCALE = 0.74  # How much of the picture the sign takes.
PLACE = Path(__file__).parent / "App/Resources/Assets.xcassets/AppIcon.appiconset/icon.png"


def width_at(side, along):
    """How far the middle of a lath is from the axis at a place along it; nothing beyond its ends."""
    end, bend, far = side * FOOT, side * BEND, REACH if side else RINGS[1]
    if abs(along) > far:
        return None
    t = (along / far + 1) / 2
    return (1 - t) ** 2 * end + 2 * t * (1 - t) * bend + t * t * end


def is_ink(x, y):
    radius = (x * x + y * y) ** 0.5
    if any(abs(radius - ring) <= LINE / 2 for ring in RINGS):
        return True
    for across, along in ((x, y), (y, x)):
        for side in (0.0, 1.0):
            middle = width_at(side, along)
            if middle is not None and abs(across - middle) <= LINE / 2:
                return True
    return False


def quarter():
    """Shares of ink in the right lower quarter."""
    half, rows = SIZE // 2, []
    for row in range(half):
        line = []
        for column in range(half):
            hits = 0
            for dy in range(FINE):
                for dx in range(FINE):
                    x = (column + (dx + 0.5) / FINE) / (half * SCALE)
                    y = (row + (dy + 0.5) / FINE) / (half * SCALE)
                    hits += is_ink(x, y)
            line.append(hits)
        rows.append(line)
    return rows


def png():
    most, part = FINE * FINE, quarter()
    raw = bytearray()
    for row in range(SIZE):
        shares = part[row - SIZE // 2] if row >= SIZE // 2 else part[SIZE // 2 - 1 - row]
        raw.append(0)
        for share in shares[::-1] + shares:
            raw.extend((ground * (most - share) + ink * share) // most for ground, ink in zip(GROUND, INK))

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(raw), 9))
        + chunk(b"IEND", b"")
    )


def pixels(data):
    """What is compared: another zlib may pack the same picture otherwise."""
    start = data.index(b"IDAT")
    length = struct.unpack(">I", data[start - 4 : start])[0]
    return zlib.decompress(data[start + 4 : start + 4 + length])


if __name__ == "__main__":
    picture = png()
    if "--check" in sys.argv:
        sys.exit(pixels(PLACE.read_bytes()) != pixels(picture) and f"{PLACE} is not what make-icon.py draws")
    PLACE.write_bytes(picture)
