import { useState } from 'preact/hooks';
import type { SandboxFile } from '../../protocol.ts';
import { Viewer } from '../dialog/viewer.tsx';
import { Icon } from '../icons.tsx';

/** Files under a message: pictures show themselves, the rest is a card that opens. */
export function Files({ files }: { files: SandboxFile[] }) {
  const [open, setOpen] = useState<SandboxFile | null>(null);
  if (files.length === 0) return null;
  return (
    <div class="files">
      {files.map((file) => (
        <button
          key={file.id}
          type="button"
          class="file"
          onClick={() => setOpen(file)}
          aria-label={`Open ${file.name}`}
        >
          {file.mimetype.startsWith('image/') ? (
            <img src={file.url} alt={file.alt || file.title || file.name} loading="lazy" />
          ) : (
            <Card file={file} />
          )}
        </button>
      ))}
      {open && <Viewer file={open} close={() => setOpen(null)} />}
    </div>
  );
}

function Card({ file }: { file: SandboxFile }) {
  return (
    <>
      <Icon name="file" />
      <span>
        <b>{file.title || file.name}</b>
        <span class="file-kind">
          {file.name} · {size(file.size)}
        </span>
      </span>
    </>
  );
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
