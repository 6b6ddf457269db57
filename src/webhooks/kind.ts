/** What a webhook brings. */
export type WebhookKind = 'alerts' | 'changes' | 'paging';
