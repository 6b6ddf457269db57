import { Dialog } from '../dialog/dialog.tsx';
import { type Json, str, textOf } from './json.ts';
import { TextObject } from './text.tsx';

/** The question a button may ask before it acts (Block Kit's confirm object). */
export function Confirm({ confirm, yes, no }: { confirm: Json; yes(): void; no(): void }) {
  const danger = str(confirm, 'style') === 'danger';
  return (
    <Dialog title={<TextObject value={confirm.title} />} close={no} testId="confirm">
      <div class="dialog-body">
        <TextObject value={confirm.text} />
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={no}>
          {textOf(confirm, 'deny') || 'Cancel'}
        </button>
        <button type="button" class={`button ${danger ? 'danger' : 'primary'}`} onClick={yes}>
          {textOf(confirm, 'confirm') || 'Yes'}
        </button>
      </div>
    </Dialog>
  );
}
