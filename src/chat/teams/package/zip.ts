import { crc32 } from 'node:zlib';

export interface ZipEntry {
  name: string;
  bytes: Buffer;
}

/** 1 January 1980, the first day the format knows. A fixed day makes the same content give the same bytes. */
const day = 0x0021;
const version = 20;
const utf8Names = 0x0800;

/**
 * A ZIP file with uncompressed entries: for three small files, two of them PNG, compression gains nothing. Source:
 * PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export function zip(entries: ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const file = Buffer.concat([localHeader(entry), Buffer.from(entry.name), entry.bytes]);
    directory.push(centralHeader(entry, offset), Buffer.from(entry.name));
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...files, listed, endRecord(entries.length, { size: listed.length, offset })]);
}

function localHeader(entry: ZipEntry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  writeFacts(header, 6, entry);
  return header;
}

function centralHeader(entry: ZipEntry, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  writeFacts(header, 8, entry);
  header.writeUInt32LE(offset, 42);
  return header;
}

/** The 22 bytes both headers of an entry have in common: flags, method, time, checksum, sizes, lengths. */
function writeFacts(header: Buffer, at: number, { name, bytes }: ZipEntry): void {
  header.writeUInt16LE(utf8Names, at);
  header.writeUInt16LE(day, at + 6);
  header.writeUInt32LE(crc32(bytes), at + 8);
  header.writeUInt32LE(bytes.length, at + 12);
  header.writeUInt32LE(bytes.length, at + 16);
  header.writeUInt16LE(Buffer.byteLength(name), at + 20);
}

function endRecord(count: number, directory: { size: number; offset: number }): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(directory.size, 12);
  record.writeUInt32LE(directory.offset, 16);
  return record;
}
