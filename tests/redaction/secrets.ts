/** Secrets that nobody ever had, built from pieces so that no scanner takes this file for a leak. */
const glued = (...pieces: string[]) => pieces.join('');
const long = (size: number) => 'a1B2c3D4e5F6g7H8'.repeat(16).slice(0, size);

/** By what airb calls them. */
export const secrets: Record<string, string[]> = {
  'AWS access key': [glued('AKI', 'A', 'IOSFODNN7QWERTYU'), glued('ASI', 'A', 'IOSFODNN7EXAMPLE')],
  'AI provider key': [
    glued('sk', '-', long(40)),
    glued('sk', '-proj-', long(40)),
    glued('sk', '-lf-', '1234abcd-12ab-34cd-56ef-123456abcdef'),
    glued('gs', 'k_', long(40)),
  ],
  'Anthropic key': [glued('sk', '-ant-api03-', 'A1'.repeat(46), 'b', 'AA')],
  'Hugging Face token': [glued('h', 'f_', long(34))],
  'Google key': [glued('AI', 'za', 'Sy', long(33))],
  'GitHub token': [glued('gh', 'p_', long(36)), glued('github', '_pat_', long(82))],
  'GitLab token': [glued('gl', 'pat-', long(20))],
  'Slack token': [glued('xo', 'xb-', '123456789012-123456789012-', long(24))],
  'Slack webhook': [glued('https://hooks.', 'slack.com/services/', 'T12345678/B12345678/', long(24))],
  'Stripe key': [glued('sk', '_live_', long(24))],
  'npm token': [glued('np', 'm_', long(36))],
  'SendGrid key': [glued('S', 'G.', long(22), '.', long(43))],
  'Vault token': [glued('hv', 's.', long(24))],
  'signed token (JWT)': [glued('ey', 'JhbGciOiJIUzI1NiJ9.', 'ey', 'JzdWIiOiIxMjM0In0.', long(32))],
  'private key': [
    glued('-----BEGIN RSA ', 'PRIVATE KEY-----\n', long(200), '\n-----END RSA ', 'PRIVATE KEY-----'),
    glued('-----BEGIN ', 'PRIVATE KEY-----\n', long(200)),
  ],
};

/** Secrets known by what stands before them: the words around, and the secret. */
export const told: [before: string, secret: string, after: string][] = [
  ['aws_secret_access_key=', long(40), ' leaked'],
  ['password=', glued('hunt', 'er2'), ' works'],
  ['the password is ', glued('hunt', 'er2!'), ' for now'],
  ['"api_key": "', long(20), '"'],
  ['curl -H "Authorization: Bearer ', long(32), '" https://api.example'],
  ['https://deploy:', glued('pa55', 'word'), '@registry.example/v2'],
  ['https://blob.example/x?se=2025&sig=', long(30), '&v=1'],
];

/** Personal data, by what airb calls it. */
export const personal: Record<string, string[]> = {
  'e-mail address': ['maria.silva@example.com', 'm+tag@mail.example.co.uk'],
  'phone number': ['+49 151 2345678', '+1 (415) 555-0132', '415-555-0132', '0151 23456789'],
  'card number': ['4111 1111 1111 1111', '5500005555555559', '3782-822463-10005'],
  IBAN: ['DE89 3704 0044 0532 0130 00', 'GB82WEST12345698765432'],
  'social security number': ['078-05-1120'],
};

/** What looks a little like a secret and is none. */
export const harmless = [
  'Refusal rate at 41 % for support-bot, normally 3 %, since 2025-02-17 14:10:03.123',
  'disk-usage-on-node-12-is-high, task-force-1234567890-abc, risk-register-2025',
  'sk-learn-pipeline-trainer failed on gpu-node-7',
  'password: incorrect for three users; token: expired; tokens: 512; secret: no',
  'airb_tokens_total{system="support-bot",token="input"} 5120',
  'see https://grafana.example/d/abc123/refusals?orgId=1&var-system=support-bot',
  'trace 4bf92f3577b34da6a3ce929d0e0e4736, sha256 of prompt-v7 9f86d081884c7d65',
  'rolled back model claude-3-5-sonnet-20250219 → gpt-4.1-2025-04-14',
  '10.0.12.250:8080 answered 503 in 1234567890 ns',
];
