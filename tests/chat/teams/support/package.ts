import { crc32, inflateSync } from 'node:zlib';

/**
 * The files in a ZIP, found the way an unpacker finds them: from the end, through the directory, to each header.
 * Throws where a checksum or one of the two headers of a file does not fit.
 */
export function unzip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = new Map<string, Buffer>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error(`no directory entry at ${at}`);
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    files.set(name, fileAt(bytes, bytes.readUInt32LE(at + 42), bytes.subarray(at + 8, at + 30)));
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (at !== end) throw new Error('the directory does not end where the end record begins');
  return files;
}

function fileAt(bytes: Buffer, at: number, facts: Buffer): Buffer {
  if (bytes.readUInt32LE(at) !== 0x04034b50) throw new Error(`no file at ${at}`);
  const own = bytes.subarray(at + 6, at + 28);
  if (!own.equals(facts)) throw new Error('a file is described in two ways');
  const [method, checksum, size] = [own.readUInt16LE(2), own.readUInt32LE(8), own.readUInt32LE(16)];
  const start = at + 30 + own.readUInt16LE(20);
  const content = bytes.subarray(start, start + size);
  if (method !== 0 || crc32(content) !== checksum) throw new Error('a file is not what its header says');
  return content;
}

export interface Picture {
  width: number;
  height: number;
  pixels: number[][];
}

/** A PNG of eight bits a channel with alpha, whose rows are unfiltered. Throws at a wrong checksum. */
export function readPng(bytes: Buffer): Picture {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error('no PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== bytes.readUInt32BE(at + 8 + length)) throw new Error('a chunk is broken');
    if (body.toString('latin1', 0, 4) === 'IDAT') data.push(body.subarray(4));
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (bytes.readUInt16BE(24) !== 0x0806) throw new Error('not 8 bits a channel with alpha');
  const rows = inflateSync(Buffer.concat(data));
  if (rows.length !== height * (1 + width * 4)) throw new Error('rows are missing');
  const pixels = Array.from({ length: width * height }, (_, i) => {
    const at = Math.floor(i / width) * (1 + width * 4) + 1 + (i % width) * 4;
    return [...rows.subarray(at, at + 4)];
  });
  return { width, height, pixels };
}
