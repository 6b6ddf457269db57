import { bullmqJobs } from '../../src/jobs/bullmq.ts';

// Starts and stops, and must then end by itself: whatever is still open would keep it alive. Run as a child.
const [url = ''] = process.argv.slice(2);
const ignore = () => {};
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
const jobs = bullmqJobs({ url, clock: { now: Date.now }, sweepEvery: 100, log });

jobs
  .start(async () => {})
  .then(() => {
    jobs.wakeAt(Date.now() + 60_000);
    setTimeout(() => jobs.stop().then(() => console.log('stopped')), 300);
  });
