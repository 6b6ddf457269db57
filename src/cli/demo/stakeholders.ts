import type { AudienceSpec } from '../../domain/runbooks/audience.ts';

/**
 * Readers outside chat, whom a demo has besides those of its files: what they get is shown beside the conversation. The samples name
 * none, because whoever begins with them would have to have a mail server and a status page.
 */
export const stakeholders: AudienceSpec[] = [
  {
    id: 'customers',
    title: 'Customers, on the status page',
    form: 'customer',
    severities: ['sev1', 'sev2', 'sev3'],
    by: 'statuspage',
    systems: 'all',
    zone: 'UTC',
    destination: { by: 'statuspage', page: 'demo' },
  },
  {
    id: 'account-managers',
    title: 'Account managers',
    form: 'internal',
    severities: ['sev1', 'sev2', 'sev3'],
    by: 'email',
    systems: 'all',
    zone: 'Europe/Berlin',
    destination: { by: 'email', addresses: ['account-managers@example.org'] },
  },
];
