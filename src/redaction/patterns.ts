import { byPattern, type Finder } from './finding.ts';

/** Secrets the rules of secretlint leave out or know only in one length: tokens with a telling beginning. */
const tokens: [what: string, pattern: RegExp][] = [
  ['AI provider key', /(?<![A-Za-z0-9])(?:sk|pk)-[\w-]{16,}/dg],
  [
    'AI provider key',
    /(?<![A-Za-z0-9])(?:gsk_|xai-|pplx-|r8_|pcsk_|csk-|nvapi-|fw_|tgp_v1_|lsv2_[a-z]{2}_)[\w-]{20,}/dg,
  ],
  ['Hugging Face token', /(?<![A-Za-z0-9])(?:hf|api_org)_[A-Za-z0-9]{24,}/dg],
  ['Google key', /(?<![A-Za-z0-9])AIza[\w-]{30,}/dg],
  ['Google token', /(?<![A-Za-z0-9])(?:ya29\.|GOCSPX-)[\w-]{16,}/dg],
  ['AWS access key', /(?<![A-Za-z0-9])(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/dg],
  ['GitHub token', /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_)\w{20,}/dg],
  ['GitLab token', /(?<![A-Za-z0-9])gl(?:pat|ptt|rt|dt|cbt|soat)-[\w-]{16,}/dg],
  ['Slack token', /(?<![A-Za-z0-9])xox[a-z](?:\.[a-z]+)?-[\w-]{10,}/dg],
  ['Slack token', /(?<![A-Za-z0-9])xapp-\d-[\w-]{10,}/dg],
  ['Stripe key', /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}/dg],
  ['Twilio key', /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/dg],
  ['Telegram token', /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{33}(?![\w-])/dg],
  ['PyPI token', /(?<![A-Za-z0-9])pypi-[\w-]{40,}/dg],
  ['Databricks token', /(?<![A-Za-z0-9])dapi[0-9a-f]{32}(?:-\d)?/dg],
  ['DigitalOcean token', /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{40,}/dg],
  ['Vault token', /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{20,}/dg],
  ['Grafana token', /(?<![A-Za-z0-9])gl(?:sa|c)_[\w=+/-]{20,}/dg],
  ['Sentry token', /(?<![A-Za-z0-9])sntry[su]_[\w=+/-]{20,}/dg],
  ['New Relic key', /(?<![A-Za-z0-9])NRAK-[A-Z0-9]{20,}/dg],
  ['Supabase token', /(?<![A-Za-z0-9])sbp_[0-9a-f]{30,}/dg],
  ['SendGrid key', /(?<![A-Za-z0-9])SG\.[\w-]{16,}\.[\w-]{16,}/dg],
  ['age key', /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[A-Z0-9]{50,}/dg],
  ['signed token (JWT)', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/dg],
  [
    'private key',
    /-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----BEGIN)[\s\S]){0,20000}?(?:-----END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----|(?=-----BEGIN)|(?![\s\S]))/dg,
  ],
  ['webhook address', /https:\/\/discord(?:app)?\.com\/api\/webhooks\/(?<secret>\d+\/[\w-]{20,})/dg],
  ['password in an address', /(?<=:\/\/[^\s/:@"'<>]{0,256}:)(?<secret>[^\s/@"'<>]{1,256})(?=@)/dg],
];

/** What models read is counted in tokens, so that word alone says little. */
const loose = '(?:token|credential)s?';
const word = `(?:pass(?:word|wd|phrase)|pwd|secret|api[-_ ]?key|access[-_ ]?key|account[-_ ]?key|private[-_ ]?key|signing[-_ ]?key|client[-_ ]?secret)s?`;

/** `password=hunter2`: behind an equals sign it is a value, whatever it looks like. */
const assigned = new RegExp(
  String.raw`${word}\\?["']?\s?=\s?\\?["']?(?<secret>[^\s"'\\&,;<>)\]}]{4,})`,
  'dgi',
);

/** `password: hunter2!x`: behind a colon it may be prose, so it has to look like a secret. */
const told = new RegExp(
  String.raw`(?:${word}|${loose})\\?["']?\s?(?:is\s|was\s|[:=])\s{0,3}\\?["']?(?<secret>[^\s"'\\&,;<>)\]}]{6,})`,
  'dgi',
);

/** `Authorization: Bearer …`, as logs and curl commands have it. */
const sent = /\b(?:Bearer|Basic|Token|ApiKey|Api-Key)\s+(?<secret>[\w.~+/=-]{12,})/dgi;

/** `?sig=…` and `&access_token=…` of an address. */
const inQuery =
  /[?&](?:sig|signature|key|code|auth|x-amz-signature|x-goog-signature)=(?<secret>[\w%.~+/-]{16,})/dgi;

/** Everything found by its looks. */
export const findByLooks: Finder[] = [
  ...tokens.map(([what, pattern]) => byPattern(what, pattern, isToken)),
  byPattern('secret value', assigned, (found) => isNoMask(found) && !isPlain(found)),
  byPattern('secret value', told, looksSecret),
  byPattern('sign-in token', sent, looksSecret),
  byPattern('signature', inQuery, isNoMask),
];

/**
 * True where a text may hold a secret at all. It is asked of every text, and most hold none; so it names the beginnings
 * of what is searched for, and only then is it searched.
 */
export const hint = new RegExp(
  [
    String.raw`(?:^|[^A-Za-z0-9])(?:[sp]k-|gsk_|xai-|pplx-|r8_|pcsk_|csk-|nvapi-|fw_|tgp_v1_|lsv2_|hf_|api_org_|AIza|ya29\.|GOCSPX-|A3T|A[A-Z]{2}A[A-Z0-9]{16}|ASIA|gh[pousr]_|github_pat_|gl[a-z]{2,4}-|xox|xapp-|[sr]k_|whsec_|SK[0-9a-f]|npm_|shp|lin_api_|ops_ey|pypi-|dapi|do[opr]_v1_|hv[sbr]\.|gl(?:sa|c)_|sntry|NRAK-|sbp_|SG\.|AGE-SECRET|eyJ)`,
    String.raw`\d:AA[\w-]{30}`,
    '-----BEGIN',
    String.raw`://[^\s/]*@`,
    String.raw`hooks\.slack\.com|discord(?:app)?\.com/api`,
    String.raw`[Bb]earer\s|[Bb]asic\s|[Tt]oken\s|[Aa]pi-?[Kk]ey\s|BEARER`,
    '[?&](?:[Ss]ig|key|code|auth|[Xx]-)',
  ].join('|'),
);

/** The names before a value that is secret. */
export const hintOfName = new RegExp(String.raw`(?:${word}|${loose})\\?["']?\s?(?:[:=]|is\s|was\s)`, 'i');

/** Names of fields whose values are secret whatever they look like. */
export const secretName =
  /(?:^|[._-]|[a-z](?=[A-Z]))(?:pass(?:word|wd|phrase)|pwd|secret|client_?secret|api_?key|access_?key|account_?key|private_?key|signing_?key|(?:auth|access|refresh|bearer|api|bot|id)_?token|authorization|cookie)$/i;

/** Words and numbers stand behind `token=` in metrics and code; what is masked already stays. */
function isPlain(found: string): boolean {
  return /^(?:true|false|null|none|undefined|nil|\d{1,7}|\$\{?\w+\}?|\*+|x+)$/i.test(found);
}

function looksSecret(found: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9.,:…-]/].filter((kind) => kind.test(found)).length;
  return isNoMask(found) && !isPlain(found) && (kinds >= 2 || found.length >= 24) && !/^https?:/.test(found);
}

/** Tokens have digits or both cases; `sk-learn-pipeline-trainer` has neither. */
function isToken(found: string): boolean {
  const rest = found.slice(4);
  return isNoMask(found) && (/\d/.test(found) || (/[a-z]/.test(rest) && /[A-Z]/.test(rest)));
}

function isNoMask(found: string): boolean {
  return !found.startsWith('[masked');
}
