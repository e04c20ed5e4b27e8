import test from 'ava';
import { openImageSet } from '../artifacts/image-set.js';
import { parseSeen } from '../artifacts/images-seen.js';
import { artifactFromFiles } from '../test-node.js';
import { discImages } from '../training/image-set.test-helper.js';
import { seenImages } from './seen-images.js';

const header = 'digest\tseen as\tsource image';
const opened = async (seed: number) => openImageSet(await discImages({ count: 2, side: 8, seed }));
const weightsWith = (files: Record<string, string>) =>
  artifactFromFiles('weights', { 'index.json': '{}', ...files });

async function seenWith(files?: Record<string, string>) {
  const warnings: string[] = [];
  const weights = files && (await weightsWith(files));
  const inputs = { weights } as unknown as Parameters<typeof seenImages>[0]['inputs'];
  const warn = (message: string) => void warnings.push(message);
  const lines = await seenImages({ inputs, warn }, await opened(1), await opened(2));
  return { lines, warnings };
}

test('what the weights had seen comes with what this training sees', async (t) => {
  const { lines, warnings } = await seenWith({
    'images-seen.tsv': `${header}\n00\tpretraining\t\nff\tpretraining-validation\tabc/1\n`,
  });
  t.deepEqual(warnings, []);
  t.deepEqual(lines.toSorted(), lines, 'sorted');
  const counts: Record<string, number> = {};
  for (const line of lines) counts[parseSeen(line).as] = (counts[parseSeen(line).as] ?? 0) + 1;
  t.deepEqual(counts, {
    pretraining: 1,
    'pretraining-validation': 1,
    finetuning: 2,
    'finetuning-validation': 2,
  });
  t.deepEqual(parseSeen(lines.find((line) => line.startsWith('ff'))!), {
    digest: 'ff',
    as: 'pretraining-validation',
    source: 'abc/1',
  });
});

test('a training on the same images again adds nothing', async (t) => {
  const { lines } = await seenWith();
  const again = await seenWith({ 'images-seen.tsv': [header, ...lines, ''].join('\n') });
  t.deepEqual(again.lines, lines);
});

test('weights that do not say what they have seen are warned of', async (t) => {
  const { lines, warnings } = await seenWith({});
  t.is(lines.length, 4);
  t.regex(warnings.join(), /do not say which images they were trained on/);
});
