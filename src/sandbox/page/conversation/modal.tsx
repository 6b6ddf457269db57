import { useEffect, useRef, useState } from 'preact/hooks';
import type { SandboxView } from '../../protocol.ts';
import { ActError } from '../act-error.tsx';
import { Blocks } from '../blocks/block.tsx';
import { formValues, missing } from '../blocks/form.ts';
import { type Surface, SurfaceContext, type Values, withValue } from '../blocks/surface.ts';
import { PlainText } from '../blocks/text.tsx';
import { Dialog } from '../dialog/dialog.tsx';
import { useActing, useSession } from '../state/session.ts';

/** The topmost view of the stack the app opened in front of this person. */
export function ModalStack({ views }: { views: SandboxView[] }) {
  // Input belongs to the view, not to one drawing of it: an update or a view on top must not lose it.
  const [filled, setFilled] = useState<Record<string, Values>>({});
  const top = views.at(-1);
  const below = views.at(-2);
  if (!top) return null;
  const fill: Surface['fill'] = (blockId, actionId, state) =>
    setFilled((all) => ({ ...all, [top.id]: withValue(all[top.id] ?? {}, { blockId, actionId, state }) }));
  return <ModalView key={top.id} view={top} below={below} filled={filled[top.id] ?? {}} fill={fill} />;
}

interface ModalProps {
  view: SandboxView;
  below?: SandboxView;
  filled: Values;
  fill: Surface['fill'];
}

function ModalView({ view, below, filled, fill }: ModalProps) {
  const { me, workspace } = useSession();
  const { busy, error, run } = useActing();
  const [local, setLocal] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  const errors = { ...view.errors, ...local };
  useFirstWrong(form, Object.keys(errors).join());
  const close = () => void run({ type: 'close', viewId: view.id });
  const submit = async () => {
    const values = formValues(view.blocks, filled, { workspace, tz: me.tz });
    const empty = missing(view.blocks, values);
    setLocal(empty);
    if (Object.keys(empty).length > 0 || busy) return;
    const answer = await run({ type: 'submit', viewId: view.id, values });
    if (!answer.ok) setLocal(answer.errors ?? {});
  };
  const surface: Surface = {
    kind: 'modal',
    id: view.id,
    busy,
    values: filled,
    errors,
    press: (press) => void run({ type: 'press', viewId: view.id, ...press }),
    fill,
  };
  return (
    <Dialog title={<PlainText text={view.title} />} close={close} testId="modal">
      <form
        ref={form}
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div class="dialog-body">
          {below && <p class="dialog-below">On top of “{below.title}”. Closing leads back to it.</p>}
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={view.blocks} />
          </SurfaceContext.Provider>
        </div>
        {Object.keys(errors).length === 0 && <ActError text={error} />}
        <div class="dialog-foot">
          <span class="dialog-as">as {me.name}</span>
          <button type="button" class="button" onClick={close}>
            {view.close ?? (view.submit ? 'Cancel' : 'Close')}
          </button>
          {view.submit && (
            <button type="submit" class="button primary" aria-disabled={busy}>
              {view.submit}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** After a refused submit the first wrong field gets the focus, so the sentence under it is heard. */
function useFirstWrong(form: { current: HTMLFormElement | null }, wrong: string) {
  useEffect(() => {
    if (!wrong) return;
    const field = form.current?.querySelector<HTMLElement>('.field-wrong');
    field?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
    // The field may stand above the fold of a small screen with its sentence below it.
    field?.scrollIntoView({ block: 'center' });
  }, [form, wrong]);
}
