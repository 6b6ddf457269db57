import { writeTables } from './source-tables.ts';

writeTables();
