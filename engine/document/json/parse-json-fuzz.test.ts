import test from 'ava';
import fc from 'fast-check';
import { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { toJson } from './located.js';
import { parseJson } from './parse-json.js';

function parse(text: string) {
  const diagnostics = new DiagnosticList();
  const root = parseJson({ path: '/a.json', text }, diagnostics);
  return { root, messages: diagnostics.sorted().map(({ message }) => message) };
}

/** What is refused here although JSON allows it. */
const stricter = /written twice|not allowed$|out of range|kept exactly|surrogate|nested more/;

/** JSON with a few characters left out, doubled or replaced. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 3 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...'{}[]",:0123456789.eE+-\\/ntu \n')), {
      maxLength: 3,
    }),
  )
  .map(([text, edits]) => {
    let edited = text;
    for (const [place, removed, added] of edits) {
      const at = place % (edited.length + 1);
      edited = edited.slice(0, at) + added + edited.slice(at + removed);
    }
    return edited;
  });

test('accepts what JSON.parse accepts, with the same values, and refuses the rest', (t) => {
  fc.assert(
    fc.property(nearlyJson, (text) => {
      const { root, messages } = parse(text);
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return messages.length > 0;
      }
      if (messages.some((message) => stricter.test(message))) return true;
      if (messages.length > 0 || root === undefined) return false;
      // Through text, because -0 is 0 here.
      return JSON.stringify(toJson(root)) === JSON.stringify(value);
    }),
    { numRuns: 3000 },
  );
  t.pass();
});
