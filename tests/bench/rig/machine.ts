import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { median } from './figures.ts';

/** What the figures depend on. The machine's name is nobody's business. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  os: string;
  node: string;
  /** Median microseconds to append 4 kB to a file and have it on the disk. */
  fsyncUs: number;
  /** Load averages over one minute, before and after. */
  loadBefore: number;
  loadAfter: number;
}

export function machine(dir: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release().split('-')[0]} ${arch()}`,
    node: process.version,
    fsyncUs: Math.round(fsyncTime(join(dir, 'fsync'))),
    loadBefore: load(),
    loadAfter: load(),
  };
}

export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** The same as a sentence. */
export function machineLine(machine: Machine): string {
  const { cpu, cores, memoryGb, os, node, fsyncUs, loadBefore, loadAfter } = machine;
  return `Machine: ${cpu}, ${cores} cores, ${memoryGb} GB, ${os}, Node ${node}; an append of 4 kB takes ${fsyncUs} µs to reach the disk. Load average over one minute: ${loadBefore} before, ${loadAfter} after, the bench's own work included.`;
}

function fsyncTime(file: string): number {
  const fd = openSync(file, 'w');
  const block = Buffer.alloc(4096, 1);
  const taken: number[] = [];
  for (let n = 0; n < 200; n++) {
    const started = performance.now();
    writeSync(fd, block);
    fsyncSync(fd);
    taken.push((performance.now() - started) * 1000);
  }
  closeSync(fd);
  return median(taken);
}
