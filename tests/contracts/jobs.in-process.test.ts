import { inProcessJobs } from '../../src/jobs/in-process.ts';
import { jobsContract } from './jobs.contract.ts';

jobsContract('timers of this process', inProcessJobs);
