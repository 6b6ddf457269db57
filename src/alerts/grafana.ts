import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import type { AlertSource } from '../webhooks/alert-source.ts';
import { bearerOrPath } from '../webhooks/bearer.ts';
import { signedOr } from '../webhooks/either.ts';
import { readLink, readNumber } from '../webhooks/fields.ts';
import { headerIn, hmacHex, isSigned } from '../webhooks/hmac.ts';
import { passOver } from '../webhooks/parsed.ts';
import type { Authentication, Parsed, SignedRequest } from '../webhooks/source.ts';
import { staleness } from '../webhooks/stamped.ts';
import { parseAlertmanager } from './alertmanager.ts';

/** What the documentation calls the header, and what the constant in grafana/alerting (http/hmac.go) is. */
const headers = ['X-Grafana-Alerting-Signature', 'X-Grafana-Alert-Signature'];

/** Its name is free in Grafana, so this one is asked for. */
const stamp = 'X-Grafana-Alerting-Timestamp';

/** Hex HMAC-SHA256 of the body, or of `<unix seconds>:<body>` where a timestamp header is set. */
function signatureIn(header: string): Authentication {
  const bare = hmacHex({ header });
  return {
    ...bare,
    check(request: SignedRequest, secrets) {
      const time = headerIn(request.headers, stamp);
      if (time === '') return bare.check(request, secrets);
      const shown = [headerIn(request.headers, header)];
      return isSigned(shown, { secrets, signed: [`${time}:`, request.body ?? ''] })
        ? staleness(time, request.now)
        : `${header} is not the signature of ${stamp} and this body with the secret set here.`;
    },
  };
}

const [documented = '', compiled = ''] = headers;

/** Alerting of Grafana 9 and newer, by a contact point of the type webhook. */
export const grafana: AlertSource = {
  name: 'grafana',
  title: 'Grafana alerting',
  signature: `hex HMAC-SHA256 in \`${documented}\` or \`${compiled}\` (with \`${stamp}\` a replay window), else bearer or path`,
  recovery: '`status: resolved`',
  verified: 'grafana.com/docs, grafana/alerting http/hmac.go',
  reads:
    'each alert of a group, as Alertmanager’s; `values` where there is one; `DatasourceNoData` is not measured',
  authentication: signedOr(
    { header: documented, signed: signatureIn(documented) },
    signedOr({ header: compiled, signed: signatureIn(compiled) }, bearerOrPath),
  ),
  methods: ['POST', 'PUT'],
  parse: parseGrafana,
};

/** Reads the body of a webhook contact point. The test of a contact point opens nothing. */
export function parseGrafana(body: unknown, now: Instant): Parsed<Alert> {
  const { items, ...rest } = parseAlertmanager(body, now);
  const real = items.filter((alert) => !isTest(alert));
  if (items.length > 0 && real.length === 0) return passOver('Grafana tries the contact point');
  return { ...rest, items: real.map(asGrafana) };
}

function isTest({ labels }: Alert): boolean {
  return labels.alertname === 'TestAlert' && labels.instance === 'Grafana';
}

/** The panel shows what the rule watches; `values` has one entry for each query, and only one alone is sure to be the value. */
function asGrafana(alert: Alert): Alert {
  const { values, panelURL, dashboardURL } = alert.extra;
  const numbers = Object.values(typeof values === 'object' && values !== null ? values : {});
  const value = numbers.length === 1 ? readNumber(numbers[0]) : undefined;
  const link = readLink(panelURL) ?? readLink(dashboardURL);
  return {
    ...alert,
    source: 'grafana',
    ...(alert.value === undefined && value !== undefined && { value }),
    ...(link !== undefined && { link }),
  };
}
