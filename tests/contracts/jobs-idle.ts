import { bullmqJobs } from '../../src/jobs/bullmq.ts';

// Starts and stops, and must then end by itself: whatever is still open would keep it alive. Run as a child.
const [url = '', stay = '300'] = process.argv.slice(2);
const say = (fields: object, message: string) => console.error(message, JSON.stringify(fields));
const log = { debug: () => {}, info: say, warn: say, error: say };
const jobs = bullmqJobs({ url, clock: { now: Date.now }, sweepEvery: 100, log });
const later = Date.now() + 60_000;

jobs
  .start(async () => jobs.wakeAt(later))
  .then(() => setTimeout(() => jobs.stop().then(() => console.log('stopped')), Number(stay)));
