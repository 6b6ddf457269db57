import { useEffect, useState } from 'preact/hooks';
import { ActError } from '../act-error.tsx';
import { Blocks } from '../blocks/block.tsx';
import { type Surface, SurfaceContext, type Values, withValue } from '../blocks/surface.ts';
import { Icon } from '../icons.tsx';
import { useActing, useSession } from '../state/session.ts';

/** The app's Home tab, as this person sees it. Opening it is an event the app hears. */
export function Home() {
  const { model, me, act } = useSession();
  const { busy, error, run } = useActing();
  const [values, setValues] = useState<Values>({});
  useEffect(() => {
    if (me.id) void act({ type: 'home' });
  }, [act, me.id]);
  const view = model.home;
  const surface: Surface = {
    kind: 'home',
    id: view?.id ?? 'home',
    busy,
    values,
    errors: {},
    press: (press) => view && void run({ type: 'press', viewId: view.id, ...press }),
    fill: (blockId, actionId, state) => setValues((all) => withValue(all, { blockId, actionId, state })),
  };
  return (
    <>
      <header class="channel-header">
        <div class="channel-line">
          <h1>
            <Icon name="home" /> airb home
          </h1>
        </div>
        <p class="channel-topic">What airb shows {me.name} and nobody else.</p>
      </header>
      <section class="scroller home" aria-label="airb home" data-testid="home">
        <ActError text={error} />
        <SurfaceContext.Provider value={surface}>
          {view ? <Blocks blocks={view.blocks} /> : <p class="empty">airb has not put anything here yet.</p>}
        </SurfaceContext.Provider>
      </section>
    </>
  );
}
