import test from 'ava';
import fc from 'fast-check';
import { parts } from './split.js';
import { parseSplitFile, withListedNames } from './split-file.js';

const listed = (text: string) => {
  const { listed, problems } = parseSplitFile(text, 'split.csv');
  return { ...listed, problems };
};
const nobody = { train: [], validation: [], test: [], problems: [] };

test('a line has a name and its part, whatever separates them and whoever wrote it', (t) => {
  const expected = { ...nobody, train: ['a', 'tile@0,256'], test: ['b c'] };
  t.deepEqual(listed('a,train\ntile@0,256,train\nb c,test\n'), expected);
  t.deepEqual(listed('\uFEFFname,part\r\n"a",train\r\n"tile@0,256",train\r\n\r\nb c , Test'), expected);
  t.deepEqual(listed('file\tsplit\na\ttrain\ntile@0,256\ttrain\nb c\ttest'), expected);
  t.deepEqual(listed('"say ""x""";validation'), { ...nobody, validation: ['say "x"'] });
});

test('names stand under the part that heads them', (t) => {
  const expected = { ...nobody, train: ['a', 'b,train'], validation: ['c'] };
  t.deepEqual(listed('train:\na\nb,train\n\nvalidation:\nc\n'), expected);
  t.deepEqual(listed('[Train]\na\n[validation]\nc\n[train]\n"b,train"'), expected);
});

test('all that is wrong is said with its line', (t) => {
  t.deepEqual(listed('a,train\nb,tset\nc\n\na,test\n,train').problems, [
    'split.csv:2: "tset" is none of train, validation, test',
    'split.csv:3: expected a name, a comma and one of train, validation, test, found "c"',
    'split.csv:5: "a" is listed in line 1 already',
    'split.csv:6: expected a name, a comma and one of train, validation, test, found ",train"',
  ]);
  t.deepEqual(listed('train\na\ntest\na').problems, ['split.csv:4: "a" is listed in line 2 already']);
  t.deepEqual(listed('').problems, ['split.csv lists no images']);
  t.deepEqual(listed('name,part\n').problems, ['split.csv lists no images']);
  const many = listed('x\n'.repeat(100)).problems;
  t.is(many.length, 21);
  t.is(many.at(-1), 'split.csv: 80 more lines are wrong');
});

test('what is written is what is read, in either form', (t) => {
  const name = fc
    .stringMatching(/^[a-z][a-z0-9/@,+. -]{0,8}[a-z0-9]$/)
    .filter((name) => !parts.includes(name as 'train'));
  const lists = fc.uniqueArray(name, { minLength: 3, maxLength: 12 }).map((names) => ({
    train: names.filter((_, i) => i % 3 === 0),
    validation: names.filter((_, i) => i % 3 === 1),
    test: names.filter((_, i) => i % 3 === 2),
  }));
  fc.assert(
    fc.property(lists, (lists) => {
      const lines = parts.flatMap((part) => lists[part].map((name) => `${name},${part}`)).join('\n');
      const headed = parts.map((part) => `${part}:\n${lists[part].join('\n')}`).join('\n');
      for (const text of [lines, headed]) t.deepEqual(listed(text), { ...lists, problems: [] });
    }),
  );
});

test('parts take from the file what it lists for them', (t) => {
  const lists = { train: ['a'], validation: [], test: ['b'] };
  t.deepEqual(withListedNames({ train: 'file', validation: 2, test: ['c'] }, lists, 's.txt'), {
    split: { train: ['a'], validation: 2, test: ['c'] },
    problems: [],
  });
  t.deepEqual(withListedNames({ train: 'file', validation: 'file' }, lists, 's.txt').problems, [
    's.txt lists no images for validation',
  ]);
  t.deepEqual(withListedNames([0.5, 0.5, 0], lists, 's.txt').split, [0.5, 0.5, 0]);
});
