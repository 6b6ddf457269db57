import type { Verdict } from '../../domain/response/verdict.ts';
import type { Act, ActAnswer } from '../../sandbox/protocol.ts';

/** A message of the sandbox, with the fields a scripted responder reads. */
export interface Seen {
  ts: string;
  user: string;
  text: string;
  blocks: unknown[];
  /** Ids of the files posted with it. */
  files: string[];
}

interface Channel {
  id: string;
  name: string;
  members: string[];
  messages: Seen[];
}

interface Control {
  block_id?: string;
  action_id?: string;
  value?: string;
}

/** The sandbox as people use it: everything goes through its HTTP addresses. */
export interface Workspace extends Doings {
  /** The same doings, each carried out by another way of acting. */
  through(act: Doings['act']): Doings;
  members(channel: string): Promise<string[]>;
  /** The time on the workspace's clock, milliseconds. */
  now(): Promise<number>;
  channelNamed(name: string): Promise<Channel | undefined>;
  /** The account of a person of that full name. */
  accountOf(name: string): Promise<string | undefined>;
  /** The texts that the present scenario gives its people. */
  script(): Promise<Script>;
  directMessages(person: string): Promise<Channel | undefined>;
  messages(channel: string): Promise<Seen[]>;
  /**
   * Starts a scenario.
   * @returns the incident its alert belongs to, if airb accepted it
   */
  fire(scenario: string): Promise<number | undefined>;
  advance(ms: number): Promise<void>;
  /** The newest file whose name ends like this, once its bytes have arrived. */
  file(ending: string): Promise<{ name: string; bytes: Buffer } | undefined>;
}

/** What people do. */
export interface Doings {
  act(act: Act): Promise<void>;
  command(as: string, channel: string, text: string): Promise<void>;
  /** Presses the newest button with this verb; `value` is the beginning of the button's value. */
  press(as: string, channel: string, verb: string, value?: string): Promise<void>;
  /** Fills in and sends the dialog that is open for a person: field id → answer. */
  submit(as: string, values: Record<string, string>): Promise<void>;
}

export interface Script {
  /** Severities to set one after the other, each with its reason. */
  severities: string[];
  /** Answers that lead through the diagnosis. */
  answers: string[];
  /** What people write down as evidence. */
  seen: string;
  /** What the first update says is being done. */
  doing: string;
  /** Whom it says it reaches; absent where the alert says it well enough. */
  scope?: string;
  /** What they change, in this order; none where they follow the suspects as airb ranks them. */
  deeds: ScriptedDeed[];
  /** What they find at the steps of the checklist; none where they tick only the first one. */
  steps: ScriptedStep[];
  /** What users are told once it is over. */
  mended: string;
}

export interface ScriptedStep {
  /** `triage.read-twenty`. */
  step: string;
  found: string;
  /** Account of the person who ticks it; otherwise the one on call. */
  as?: string;
}

export interface ScriptedDeed {
  part: string;
  to: string;
  why: string;
  /** Account of the person who asks; otherwise the one on call. */
  as?: string;
  /** Milliseconds after the alert before which nobody asks for it. */
  notBefore?: number;
  /** Answers in the diagnosis before it is asked for. */
  answers: string[];
  /** What airb must say of it. */
  verdict: Verdict;
  /** What an engineer writes in the channel once it is measured. */
  seen?: string;
}

interface Dumped {
  now: number;
  people: { id: string; name: string }[];
  script: Script;
  channels: Channel[];
  modals: Record<string, { id: string; body: { blocks: Control[] } }[]>;
  files: { id: string; name: string; base64?: string }[];
}

/** @param url base address of the running bot */
export function createWorkspace(url: string): Workspace {
  const api = `${url}/sandbox/api`;

  async function post<T>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`${api}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  async function dump(parts: string): Promise<Dumped> {
    const response = await fetch(`${api}/dump?parts=${parts}`);
    return (await response.json()) as Dumped;
  }

  async function act(what: Act): Promise<void> {
    const answer = await post<ActAnswer>('act', what);
    if (!answer.ok) throw new Error(`${what.type} by ${what.as}: ${answer.error}`);
  }

  const channels = async () => (await dump('channels')).channels;
  const messages = async (channel: string) =>
    messagesOf((await channels()).find((one) => one.id === channel));

  const through = (does: Doings['act']): Doings => ({
    act: does,
    command: (as, channel, text) => does({ as, type: 'command', channel, text: `/airb ${text}` }),
    async press(as, channel, verb, value = '') {
      const found = findButton(await messages(channel), verb, value);
      if (!found) throw new Error(`no button ${verb} ${value} in ${channel}`);
      const { ts, control } = found;
      await does({
        as,
        type: 'press',
        channel,
        ts,
        blockId: control.block_id ?? '',
        actionId: control.action_id ?? '',
        value: control.value,
      });
    },
    async submit(as, values) {
      const view = (await dump('modals')).modals[as]?.at(-1);
      if (!view) throw new Error(`no dialog is open in front of ${as}`);
      await does({ as, type: 'submit', viewId: view.id, values: answersFor(view.body.blocks, values) });
    },
  });

  return {
    ...through(act),
    through,
    messages,
    members: async (channel) => (await channels()).find((one) => one.id === channel)?.members ?? [],
    now: async () => (await dump('now')).now,
    channelNamed: async (name) => (await channels()).find((one) => one.name.includes(name)),
    accountOf: async (name) => (await dump('people')).people.find((one) => one.name === name)?.id,
    script: async () => (await dump('script')).script,
    directMessages: async (person) =>
      (await channels()).find((one) => one.id.startsWith('D') && one.members.includes(person)),
    fire: async (name) => incidentIn(await post<Fired>('scenario', { name })),
    advance: async (advanceMs) => void (await post('clock', { advanceMs })),
    async file(ending) {
      const found = (await dump('files')).files.findLast(
        (one) => one.name.endsWith(ending) && one.base64 !== undefined,
      );
      return found && { name: found.name, bytes: Buffer.from(found.base64 ?? '', 'base64') };
    },
  };
}

interface Fired {
  alert: { status: number; body: string };
}

function incidentIn({ alert }: Fired): number | undefined {
  if (alert.status !== 202) return undefined;
  return (JSON.parse(alert.body) as { alerts: { incident?: number }[] }).alerts[0]?.incident;
}

function messagesOf(channel: Channel | undefined): Seen[] {
  return channel?.messages ?? [];
}

function findButton(
  messages: Seen[],
  verb: string,
  value: string,
): { ts: string; control: Control } | undefined {
  for (const message of [...messages].reverse()) {
    const control = controlsIn(message.blocks).find(
      (one) => one.action_id?.startsWith(`airb:${verb}#`) && (one.value ?? '').startsWith(value),
    );
    if (control) return { ts: message.ts, control };
  }
  return undefined;
}

/** Every element that can be pressed, with the block it stands in. */
function controlsIn(blocks: unknown[]): Control[] {
  return (blocks as (Control & { elements?: Control[]; accessory?: Control })[]).flatMap((block) =>
    [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])].map((element) => ({
      ...element,
      block_id: block.block_id,
    })),
  );
}

type Input = Control & {
  element?: Control & { type: string; initial_option?: unknown; initial_value?: string };
};

/** Answers in the shape that Slack sends; fields that are not named keep the value the form proposed. */
function answersFor(
  blocks: Control[],
  values: Record<string, string>,
): Record<string, Record<string, unknown>> {
  const answers: Record<string, Record<string, unknown>> = {};
  for (const block of blocks as Input[]) {
    const { element, block_id: id } = block;
    if (!element?.action_id || id === undefined) continue;
    const field = Object.keys(values).find(
      (name) => id === name || element.action_id === name || id.startsWith(`${name}:`),
    );
    const value = field === undefined ? undefined : values[field];
    answers[id] = { [element.action_id]: answerOf(element, value) };
  }
  return answers;
}

function answerOf(element: NonNullable<Input['element']>, value: string | undefined): unknown {
  if (element.type === 'static_select') {
    const option =
      value === undefined ? element.initial_option : { text: { type: 'plain_text', text: value }, value };
    return { type: element.type, selected_option: option ?? null };
  }
  if (element.type === 'checkboxes') {
    const ticked = value === undefined ? [] : [{ text: { type: 'plain_text', text: value }, value }];
    return { type: element.type, selected_options: ticked };
  }
  if (element.type === 'users_select') return { type: element.type, selected_user: value ?? null };
  return { type: element.type, value: value ?? element.initial_value ?? null };
}
