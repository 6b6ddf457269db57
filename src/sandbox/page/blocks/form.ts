import type { WorkspaceState } from '../../protocol.ts';
import { asObject, type Json, objects, str } from './json.ts';
import { initialValues, menuState, optionsOf } from './options.ts';
import type { Values } from './surface.ts';
import { typedState, typedText } from './typed-state.ts';

const STATEFUL = /select$|^checkboxes$|^radio_buttons$|_input$|picker$/;

/** The whole state of a view as Slack submits it: what was filled in, and the initial value of everything else. */
export function formValues(
  blocks: unknown[],
  filled: Values,
  at: { workspace: WorkspaceState; tz: string },
): Values {
  const values: Values = {};
  objects(blocks).forEach((block, i) => {
    const blockId = str(block, 'block_id') || `b${i}`;
    for (const element of elementsOf(block)) {
      const actionId = str(element, 'action_id');
      const state = filled[blockId]?.[actionId] ?? initialState(element, at);
      values[blockId] = { ...values[blockId], [actionId]: state };
    }
  });
  return values;
}

/** Blocks that must be filled in and are not, each with a sentence. */
export function missing(blocks: unknown[], values: Values): Record<string, string> {
  const wrong: Record<string, string> = {};
  objects(blocks).forEach((block, i) => {
    if (str(block, 'type') !== 'input' || block.optional === true) return;
    const blockId = str(block, 'block_id') || `b${i}`;
    const state = Object.values(values[blockId] ?? {})[0];
    if (!state || isEmpty(state)) wrong[blockId] = 'Please fill this in.';
  });
  return wrong;
}

function elementsOf(block: Json): Json[] {
  const single = [asObject(block.element), asObject(block.accessory)].filter((e) => e !== null);
  return [...single, ...objects(block.elements)].filter((e) => STATEFUL.test(str(e, 'type')));
}

function initialState(element: Json, at: { workspace: WorkspaceState; tz: string }): Json {
  const type = str(element, 'type');
  if (/_input$|picker$/.test(type)) {
    return typedState(element, { text: typedText(element, { state: undefined, tz: at.tz }), tz: at.tz });
  }
  return menuState(element, initialValues(element), optionsOf(element, at.workspace));
}

function isEmpty(state: Json): boolean {
  const { type: _, ...answers } = state;
  return Object.values(answers).every(
    (a) => a === null || a === undefined || (Array.isArray(a) && a.length === 0),
  );
}
