import { call, type Service } from '../http/service.ts';
import { instatusIncidents, instatusService } from './instatus.ts';
import { statuspageIncidents, statuspageService } from './statuspage.ts';

export interface PageToLookAt {
  by: 'statuspage' | 'instatus';
  page: string;
  key: string;
  /** Where the API is. */
  url: string;
}

/**
 * Asks a status page for its incidents, as airb does before it posts there; nothing is posted.
 * @throws DeliveryError when it does not answer, does not know the page, or refuses the key
 */
export async function lookAtPage({ by, page, key, url }: PageToLookAt): Promise<void> {
  const of: Record<PageToLookAt['by'], [Service, string]> = {
    statuspage: [statuspageService(key), `${statuspageIncidents(url, page)}?limit=1`],
    instatus: [instatusService(key), instatusIncidents(url, page)],
  };
  const [service, incidents] = of[by];
  await call(service, { method: 'GET', url: incidents });
}
