import { expect, it } from 'vitest';
import { targetKinds } from '../../src/library/targets/targets.ts';
import { vendors } from './targets/vendors.ts';
import { targetContract } from './targets.contract.ts';

for (const vendor of vendors) targetContract(vendor);

it('every ready-made target keeps the contract', () => {
  expect(vendors.map(({ kind }) => kind).sort()).toEqual([...targetKinds].sort());
});
