import { useEffect, useReducer, useState } from 'preact/hooks';
import type { StreamEvent } from '../../protocol.ts';
import { type Model, nothingYet, reduce } from './model.ts';

const RETRY_MS = 1500;
const NAMES = ['message', 'workspace', 'messages', 'modal', 'home'];

type Input = StreamEvent | 'forget';

function step(model: Model, input: Input): Model {
  // The people and the guide stay on screen while the next person's channels arrive, so that nothing flashes.
  if (input === 'forget') return { ...nothingYet, workspace: model.workspace };
  return reduce(model, input);
}

/**
 * Follows the world of one person. `online` is false while the server can't be reached; the browser and,
 * where it gives up, this hook try again until it can.
 */
export function useStream(as: string): { model: Model; online: boolean; heardAs: string } {
  const [model, dispatch] = useReducer(step, nothingYet);
  const [online, setOnline] = useState(true);
  const [heardAs, setHeardAs] = useState('');
  useEffect(() => {
    dispatch('forget');
    const follow = openStream(as, {
      event: (event) => {
        setOnline(true);
        if (event.type === 'workspace') setHeardAs(as);
        dispatch(event);
      },
      lost: () => setOnline(false),
    });
    return () => follow.stop();
  }, [as]);
  return { model, online, heardAs };
}

function openStream(as: string, tell: { event(event: StreamEvent): void; lost(): void }): { stop(): void } {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (message: MessageEvent) => tell.event(JSON.parse(String(message.data)) as StreamEvent);
  const open = () => {
    source = new EventSource(`api/stream?as=${encodeURIComponent(as)}`);
    for (const name of NAMES) source.addEventListener(name, hear);
    source.onerror = () => {
      tell.lost();
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY_MS);
    };
  };
  open();
  return {
    stop() {
      clearTimeout(timer);
      source.close();
    },
  };
}
