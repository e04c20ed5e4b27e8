import test from 'ava';
import fc from 'fast-check';
import { chooseDistinct } from './duplicates.js';

test('what is chosen is the first of its kind in the order, and as much as is wanted', async (t) => {
  const contents = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(contents, fc.option(fc.nat(12), { nil: undefined }), async (content, most) => {
      const order = content.map((_, index) => content.length - 1 - index);
      const { chosen, duplicates } = await chooseDistinct(order, most, async (index) => content[index]);

      const isFirst = (index: number) =>
        content[index] === undefined || !content.slice(index + 1).includes(content[index]);
      const expected = order.filter(isFirst).slice(0, most);
      t.deepEqual(chosen, expected);
      for (const { index, original } of duplicates) {
        t.is(content[index], content[original]);
        t.true(chosen.includes(original));
      }
      if (most === undefined) t.is(chosen.length + duplicates.length, order.length);
    }),
  );
});

test('no more images are looked at than need be', async (t) => {
  const seen: number[] = [];
  const order = [4, 3, 2, 1, 0];
  await chooseDistinct(order, 2, async (index) => {
    seen.push(index);
    return index === 3 ? '4' : String(index);
  });
  t.deepEqual(seen, [4, 3, 2]);
});
