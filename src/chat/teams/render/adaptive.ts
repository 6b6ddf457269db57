/**
 * The part of Adaptive Cards 1.5 that airb draws with.
 * Source: adaptivecards.io/explorer and learn.microsoft.com/microsoftteams/platform/task-modules-and-cards.
 */
export interface AdaptiveCard {
  type: 'AdaptiveCard';
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  version: '1.5';
  /** Screen readers read this in place of the card. */
  speak?: string;
  fallbackText?: string;
  body: Element[];
  actions?: Action[];
  msteams?: { width?: 'Full'; entities?: Mention[] };
}

export interface Mention {
  type: 'mention';
  text: string;
  mentioned: { id: string; name: string };
}

interface Placed {
  id?: string;
  spacing?: 'none' | 'small' | 'default' | 'medium' | 'large' | 'extraLarge' | 'padding';
  separator?: boolean;
}

export type Size = 'small' | 'default' | 'medium' | 'large' | 'extraLarge';
export type Colour = 'default' | 'dark' | 'light' | 'accent' | 'good' | 'warning' | 'attention';

interface Lettering {
  text: string;
  size?: Size;
  weight?: 'lighter' | 'default' | 'bolder';
  color?: Colour;
  isSubtle?: boolean;
  fontType?: 'default' | 'monospace';
}

export interface TextRun extends Lettering {
  type: 'TextRun';
  italic?: boolean;
  selectAction?: OpenUrl;
}

export interface TextBlock extends Placed, Lettering {
  type: 'TextBlock';
  wrap: boolean;
  style?: 'default' | 'heading';
}

export interface RichTextBlock extends Placed {
  type: 'RichTextBlock';
  inlines: TextRun[];
}

export interface Container extends Placed {
  type: 'Container';
  style?: 'default' | 'emphasis' | 'good' | 'attention' | 'warning' | 'accent';
  items: Element[];
}

export interface Column {
  type: 'Column';
  width: 'auto' | 'stretch' | number;
  verticalContentAlignment?: 'top' | 'center' | 'bottom';
  spacing?: Placed['spacing'];
  items: Element[];
}

export interface ColumnSet extends Placed {
  type: 'ColumnSet';
  columns: Column[];
}

export interface Image extends Placed {
  type: 'Image';
  url: string;
  altText: string;
}

/** Teams draws it in any card of version 1.5; other clients drop it. */
export interface LineChartElement extends Placed {
  type: 'Chart.Line';
  title: string;
  xAxisTitle?: string;
  yAxisTitle?: string;
  data: { legend: string; values: { x: string; y: number }[] }[];
  fallback: 'drop';
}

export interface ActionSet extends Placed {
  type: 'ActionSet';
  actions: Action[];
}

interface Asked {
  type: string;
  id: string;
  label: string;
  isRequired?: boolean;
  errorMessage?: string;
  value?: string;
}

export interface InputText extends Asked, Omit<Placed, 'id'> {
  type: 'Input.Text';
  placeholder?: string;
  isMultiline?: boolean;
  maxLength?: number;
}

export interface InputChoiceSet extends Asked, Omit<Placed, 'id'> {
  type: 'Input.ChoiceSet';
  placeholder?: string;
  style: 'compact' | 'expanded' | 'filtered';
  wrap?: boolean;
  choices: { title: string; value: string }[];
  'choices.data'?: { type: 'Data.Query'; dataset: 'graph.microsoft.com/users' };
}

export interface InputToggle extends Omit<Asked, 'isRequired'>, Omit<Placed, 'id'> {
  type: 'Input.Toggle';
  title: string;
  valueOn: string;
  valueOff: string;
  wrap?: boolean;
}

export type Input = InputText | InputChoiceSet | InputToggle;

export type Element =
  | TextBlock
  | RichTextBlock
  | Container
  | ColumnSet
  | Image
  | LineChartElement
  | ActionSet
  | Input;

interface Pressed {
  title: string;
  tooltip?: string;
  style?: 'default' | 'positive' | 'destructive';
  mode?: 'primary' | 'secondary';
}

export interface OpenUrl extends Partial<Pressed> {
  type: 'Action.OpenUrl';
  url: string;
}

export interface Submit extends Pressed {
  type: 'Action.Submit';
  data: Record<string, unknown>;
  associatedInputs?: 'auto' | 'none';
}

export interface Execute extends Pressed {
  type: 'Action.Execute';
  verb: string;
  data: Record<string, unknown>;
  associatedInputs?: 'auto' | 'none';
  fallback?: Submit;
}

export type Action = OpenUrl | Submit | Execute;
