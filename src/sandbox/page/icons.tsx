const PATHS = {
  hash: 'M6 2.5 4.5 13.5M11.5 2.5 10 13.5M2.5 5.5h11M2 10.5h11',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  home: 'M2.5 7.5 8 3l5.5 4.5M4 6.5v7h8v-7M7 13.5v-4h2v4',
  smile: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.5 9.5c1.2 1.8 3.8 1.8 5 0M6 6.2v.3M10 6.2v.3',
  reply: 'M6.5 4 3 7.5 6.5 11M3 7.500h6a4 4 0 0 1 4 4v1',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  theme: 'M8 2.500a5.5 5.5 0 1 0 5.5 6.500A4.5 4.5 0 0 1 8 2.500Z',
  search: 'M7 11.500a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.300l3.2 3.2',
  pin: 'M6 2.500h4l-.5 4 2.5 2.500H4l2.5-2.500zM8 9v4.5',
  people:
    'M6 7.500a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.400ZM2 13c0-4.5 8-4.5 8 0M10.5 3.300a2.1 2.1 0 0 1 0 4M11.5 9.300c1.7.5 2.5 1.8 2.5 3.7',
  send: 'M2.5 8 13.5 3 10.5 13.5 7.5 9zM7.5 9l6-6',
  file: 'M4 2.500h5l3 3v8H4zM9 2.500v3h3',
  message: 'M2.5 3.500h11v7.500H7l-3 2.500V11H2.500z',
  guide:
    'M4 2.500v11M4 5h4M4 11h6M10.2 5a1.2 1.2 0 1 0-2.4 0 1.2 1.2 0 0 0 2.4 0ZM12.4 11a1.2 1.2 0 1 0-2.4 0 1.2 1.2 0 0 0 2.4 0Z',
  switches:
    'M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.500a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3ZM6 9.500a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z',
  check: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  eye: 'M1.8 8c3-5.3 9.4-5.3 12.4 0-3 5.3-9.4 5.3-12.4 0ZM8 9.800a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.600Z',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawn sign beside a word or inside a labelled button; it never carries meaning alone. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of airb: a reading that jumps, and the point where someone looks. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" class="logo-ground" />
      <path d="M6 19.5h5l3-9 4.5 13 3-7h4.5" class="logo-line" />
      <circle cx="26" cy="16.5" r="2.3" class="logo-point" />
    </svg>
  );
}
