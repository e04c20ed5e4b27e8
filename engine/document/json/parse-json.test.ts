import test from 'ava';
import { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { formatDiagnostic } from '../diagnostics/format-diagnostic.js';
import { toJson } from './located.js';
import { parseJson } from './parse-json.js';

function parse(text: string) {
  const diagnostics = new DiagnosticList();
  const root = parseJson({ path: '/a.json', text }, diagnostics);
  const lines = diagnostics
    .sorted()
    .flatMap((diagnostic) => formatDiagnostic(diagnostic, { folder: '/' }).split('\n'));
  return { root, lines };
}

test('keeps the order of names that look like numbers', (t) => {
  const { root } = parse('{ "10": 1, "9": 2, "a": 3, "1": 4 }');
  t.deepEqual(root?.kind === 'object' && [...root.fields.keys()], ['10', '9', 'a', '1']);
});

test('every value knows where it is', (t) => {
  const text = '{ "a": [10, "b"] }';
  const { root } = parse(text);
  const list = root?.kind === 'object' ? root.fields.get('a') : undefined;
  if (list?.value.kind !== 'list') return t.fail();
  const written = [list.nameLocation, list.value.location, ...list.value.items.map((item) => item.location)];
  t.deepEqual(
    written.map(({ offset, length }) => text.slice(offset, offset + length)),
    ['"a"', '[10, "b"]', '10', '"b"'],
  );
});

test('reads what JSON.parse reads', (t) => {
  const value = { a: [1, -2.5e-3, true, null, ''], 'b "\\\n\u00e9😀': { c: {}, d: [] } };
  const { root } = parse(JSON.stringify(value, undefined, 1));
  t.deepEqual(root && toJson(root), value);
});

test('negative zero is zero', (t) => {
  const { root } = parse('-0');
  t.is(root && toJson(root), 0);
});

test('64 levels of nesting are allowed, 65 are not', (t) => {
  t.deepEqual(parse(`${'['.repeat(64)}${']'.repeat(64)}`).lines, []);
  t.deepEqual(parse(`[\n${'['.repeat(64)}${']'.repeat(65)}`).lines, [
    'a.json:2:64  error: nested more than 64 levels deep',
    '    …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]…',
    '                                             ~',
  ]);
});

for (const unit of ['[', '{"a":', '[},', '{],"a":[', '/* " */[', '"\\"[', '[{']) {
  test(`a text of 100,000 times ${unit} does not overflow the stack`, (t) => {
    const { root, lines } = parse(unit.repeat(100_000));
    t.is(root, undefined);
    t.true(lines.length >= 2);
  });
}
