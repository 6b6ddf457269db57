import type { App } from '../../app/app.ts';

/** Resolves after SIGINT or SIGTERM, once all work under way is finished. A second signal ends the process at once. */
export function untilTold(app: Pick<App, 'stop'>): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = false;
    const end = () => {
      if (asked) process.exit(130);
      asked = true;
      app.stop().then(resolve, reject);
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
  });
}
