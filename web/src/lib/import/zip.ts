// Several files as one ZIP archive, so that a folder is one upload, one import and one step to undo. Stored, not packed: the bytes of the
// files are taken over as they are and need no memory of their own.

import type { Picked } from './pick';

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** CRC-32 as ZIP has it, going on from `before`. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const slice = 4 << 20;

async function crcOf(file: Blob): Promise<number> {
  let crc = 0;
  for (let at = 0; at < file.size; at += slice) crc = crc32(new Uint8Array(await file.slice(at, at + slice).arrayBuffer()), crc);
  return crc;
}

/** Fields of 2 and 4 bytes, little-endian. */
function fields(...parts: [size: 2 | 4, value: number][]): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(parts.reduce((sum, [size]) => sum + size, 0));
  const bytes = new DataView(buffer);
  let at = 0;
  for (const [size, value] of parts) {
    if (size === 2) bytes.setUint16(at, value, true);
    else bytes.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(buffer);
}

/** The files under their paths; at most 65,535 of them and 4 GB. The same files give the same bytes. */
export async function zipOf(files: readonly Pick<Picked, 'file' | 'path'>[]): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let at = 0;
  let directorySize = 0;
  for (const { file, path } of files) {
    const name = new Uint8Array(new TextEncoder().encode(path));
    const crc = await crcOf(file);
    // Version 2.0, names in UTF-8, stored, no time (1980-01-01).
    const common = fields([2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x21], [4, crc], [4, file.size], [4, file.size], [2, name.length], [2, 0]);
    const head = fields([4, 0x04034b50]);
    parts.push(head, common, name, file);
    const entry = [fields([4, 0x02014b50], [2, 20]), common, fields([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), name];
    directory.push(...entry);
    directorySize += entry.reduce((sum, part) => sum + part.length, 0);
    at += head.length + common.length + name.length + file.size;
  }
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, directorySize], [4, at], [2, 0]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}
