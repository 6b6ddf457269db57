import { gzipSync } from 'node:zlib';

export interface BundleFile {
  name: string;
  bytes: Buffer;
}

const block = 512;

/**
 * Files as a .tar.gz in one folder; the same files always give the same bytes. The form is ustar (POSIX.1-1988), with no
 * owner, and no time but the start of 1970: who made it, and when, is nobody's business and would change the bytes.
 */
export function archive(folder: string, files: BundleFile[]): Buffer {
  const parts = files.flatMap(({ name, bytes }) => [
    header(`${folder}/${name}`, bytes.length),
    bytes,
    Buffer.alloc((block - (bytes.length % block)) % block),
  ]);
  const zipped = gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: 9 });
  // Byte 9 names the kind of machine it was made on; 255 is "unknown".
  zipped[9] = 255;
  return zipped;
}

function header(name: string, size: number): Buffer {
  const head = Buffer.alloc(block);
  const write = (text: string, at: number) => head.write(text, at, 'ascii');
  if (name.length > 100) throw new RangeError(`${name} is too long for an archive`);
  write(name, 0);
  write('0000644\0', 100);
  write('0000000\0', 108);
  write('0000000\0', 116);
  write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  write('00000000000\0', 136);
  // While the sum is computed its own field counts as blanks.
  write('        ', 148);
  write('0', 156);
  write('ustar\0', 257);
  write('00', 263);
  const sum = head.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return head;
}
