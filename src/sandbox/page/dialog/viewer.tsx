import { useEffect, useState } from 'preact/hooks';
import type { SandboxFile } from '../../protocol.ts';
import { Markdown } from '../text/markdown.tsx';
import { Dialog } from './dialog.tsx';

/** A file opened in place: Markdown is set, pages run nothing, everything else is shown as text. */
export function Viewer({ file, close }: { file: SandboxFile; close(): void }) {
  return (
    <Dialog title={file.title || file.name} close={close} wide testId="viewer">
      <div class="dialog-body viewer">
        <Content file={file} />
      </div>
      <div class="dialog-foot">
        <a class="button" href={file.url} download={file.name}>
          Download {file.name}
        </a>
      </div>
    </Dialog>
  );
}

function Content({ file }: { file: SandboxFile }) {
  if (file.mimetype.startsWith('image/')) return <img src={file.url} alt={file.title || file.name} />;
  if (file.mimetype.includes('html'))
    return <iframe title={file.title || file.name} src={file.url} sandbox="" />;
  return <TextContent file={file} />;
}

function TextContent({ file }: { file: SandboxFile }) {
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    fetch(file.url)
      .then(async (response) => {
        if (!response.ok) throw new Error(`the server answered ${response.status}`);
        setText(await response.text());
      })
      .catch((reason: Error) => setError(`This file couldn't be read: ${reason.message}.`));
  }, [file.url]);
  if (error) return <p role="alert">{error}</p>;
  if (text === null) return <p>Reading {file.name}…</p>;
  return /\.(md|markdown)$/.test(file.name) ? <Markdown text={text} /> : <pre>{text}</pre>;
}
