/** Pictures as PNG files, with a palette: a screen has few colours, and a picture of it is then a third as large. */

import { deflateSync, inflateSync, crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 255;

/** Red, green and blue of each pixel, row by row. */
export interface Picture {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Reads what browsers and this file write: eight bits, not interlaced. */
export function decode(file: Buffer): Picture {
  if (!file.subarray(0, 8).equals(SIGNATURE)) throw new Error('this is no PNG');
  const data: Buffer[] = [];
  let header: Buffer = Buffer.alloc(0);
  let palette: Buffer = Buffer.alloc(0);
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const body = file.subarray(at + 8, at + 8 + length);
    const kind = file.toString('latin1', at + 4, at + 8);
    if (kind === 'IHDR') header = body;
    if (kind === 'PLTE') palette = body;
    if (kind === 'IDAT') data.push(body);
    at += length + 12;
  }
  const [width, height, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] ?? 0];
  const channels = { 2: 3, 3: 1, 6: 4 }[kind];
  if (!channels || header[8] !== 8 || header[12] !== 0) throw new Error('an unknown kind of PNG');
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const pixels = new Uint8Array(width * height * 3);
  for (let place = 0; place < width * height; place += 1) {
    const [source, from] =
      kind === 3 ? [palette, (rows[place] ?? 0) * 3] : [rows, place * channels];
    for (let channel = 0; channel < 3; channel += 1) {
      pixels[place * 3 + channel] = source[from + channel] ?? 0;
    }
  }
  return { width, height, pixels };
}

function unfilter(raw: Buffer, stride: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const left = x >= step ? (out[y * stride + x - step] ?? 0) : 0;
      const up = y > 0 ? (out[(y - 1) * stride + x] ?? 0) : 0;
      const corner = x >= step && y > 0 ? (out[(y - 1) * stride + x - step] ?? 0) : 0;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[y * stride + x] = (raw[y * (stride + 1) + 1 + x] ?? 0) + guess;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** Writes the picture with its most frequent colours; every other becomes the nearest of them. */
export function encode({ width, height, pixels }: Picture): Buffer {
  const counts = new Map<number, number>();
  const colourAt = (place: number): number =>
    // Near colours share a place.
    (((pixels[place * 3] ?? 0) << 16) |
      ((pixels[place * 3 + 1] ?? 0) << 8) |
      (pixels[place * 3 + 2] ?? 0)) &
    0xfcfcfc;
  for (let place = 0; place < width * height; place += 1) {
    const colour = colourAt(place);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const colours = [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .slice(0, COLOURS)
    .map(([colour]) => colour);
  const nearest = new Map(colours.map((colour, place) => [colour, place]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let place = 0; place < width * height; place += 1) {
    const colour = colourAt(place);
    let index = nearest.get(colour);
    if (index === undefined) {
      index = closest(colours, colour);
      nearest.set(colour, index);
    }
    rows[place + Math.floor(place / width) + 1] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(
    colours.flatMap((colour) => [16, 8, 0].map((shift) => ((colour >> shift) & 0xff) | 3)),
  );
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function closest(colours: number[], colour: number): number {
  let [best, least] = [0, Infinity];
  colours.forEach((other, place) => {
    const apart = [16, 8, 0].reduce(
      (sum, shift) => sum + (((other >> shift) & 0xff) - ((colour >> shift) & 0xff)) ** 2,
      0,
    );
    if (apart < least) [best, least] = [place, apart];
  });
  return best;
}

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), body]);
  const whole = Buffer.alloc(body.length + 12);
  whole.writeUInt32BE(body.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named) >>> 0, body.length + 8);
  return whole;
}
