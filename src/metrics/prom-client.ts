import { createRequire } from 'node:module';
import type * as whole from 'prom-client';

const require = createRequire(import.meta.url);

// Imports only the counting parts of the package; metrics.md says what that saves.

export const Counter: typeof whole.Counter = require('prom-client/lib/counter.js');
export const Gauge: typeof whole.Gauge = require('prom-client/lib/gauge.js');
export const Histogram: typeof whole.Histogram = require('prom-client/lib/histogram.js');
export const Registry: typeof whole.Registry = require('prom-client/lib/registry.js');
