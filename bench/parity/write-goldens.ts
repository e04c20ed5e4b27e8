/** `npx tsx bench/parity/write-goldens.ts`: writes PyTorch's numbers for the golden cases, which tests read. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Golden, goldenPath, kept } from '../../learn/testing/parity/golden.test-helper.js';
import { goldenCases } from '../../learn/testing/parity/golden-cases.test-helper.js';
import { run } from '../python-environment.js';
import { referenceNumbers } from './reference.js';

const requirements = readFileSync(new URL('requirements.txt', import.meta.url), 'utf8');
const torch = /^torch==(.*)$/m.exec(requirements)![1]!;

for (const goldenCase of goldenCases) {
  const reference = kept(await referenceNumbers(goldenCase));
  const numbers = Object.fromEntries(
    [...reference]
      .sort()
      .map(([name, { data }]) => [name, Array.from(data, (x) => Number(x.toPrecision(7)))]),
  );
  const golden: Golden = { torch, numbers };
  writeFileSync(goldenPath(goldenCase.name), JSON.stringify(golden));
  run('npx', ['biome', 'format', '--write', goldenPath(goldenCase.name)]);
}
