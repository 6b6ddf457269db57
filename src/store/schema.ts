import { sqliteKit } from './kit.ts';
import { tablesOf } from './tables.ts';

export const {
  events,
  incidents,
  rooms,
  alerts,
  changes,
  inputs,
  documents,
  memory,
  audit,
  effects,
  released,
  slots,
} = tablesOf(sqliteKit);
