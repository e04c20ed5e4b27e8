import test from 'ava';
import fc from 'fast-check';
import { arrange, groupNameOf, joinedGroups, sourceNameOf } from './split-groups.js';

test('tiles and copies belong to their image, slices to their file, files to their folder', (t) => {
  const name = 'kidney/vol-LOC-7/0012@0,256+3';
  const origin = { file: 'kidney/vol-LOC-7.tif', image: 12, tile: [0, 256], copy: 3 } as const;
  t.is(sourceNameOf(name, origin), 'kidney/vol-LOC-7/0012');
  t.is(groupNameOf(name, origin, 'image'), 'kidney/vol-LOC-7/0012');
  t.is(groupNameOf(name, origin, 'file'), 'kidney/vol-LOC-7');
  t.is(groupNameOf(name, origin, 'folder'), 'kidney');
  t.is(groupNameOf(name, origin, { before: '-LOC-' }), 'kidney/vol');
});

test('a name with + or @ of its own stays as it is', (t) => {
  t.is(sourceNameOf('a+1@2', { file: 'a+1@2.png' }), 'a+1@2');
  t.is(sourceNameOf('a+1@0,0', { file: 'a+1.png', tile: [0, 0], copy: 0 }), 'a+1');
  t.is(groupNameOf('a', { file: 'a.png' }, 'folder'), '');
  t.is(groupNameOf('nanoparticles-00001', {}, 'folder'), 'nanoparticles-00001');
});

test('groups that share a member are one, however long the way', (t) => {
  const source = ['a', 'a', 'b', 'b', 'c', 'd'];
  const digest = [undefined, '1', '1', '2', '2', undefined];
  const groupOf = joinedGroups(6, [(index) => source[index], (index) => digest[index]]);
  t.deepEqual(
    source.map((_, index) => groupOf(index)),
    [0, 0, 0, 0, 0, 5],
  );
});

test('images with an equal name are in one group, and the group has the number of its first image', (t) => {
  const naming = fc.array(fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }), { maxLength: 20 });
  fc.assert(
    fc.property(naming, (names) => {
      const groupOf = joinedGroups(names.length, [(index) => names[index]]);
      for (const [index, name] of names.entries()) {
        t.is(groupOf(index), name === undefined ? index : names.indexOf(name));
      }
    }),
  );
});

test('groups come together, in the order of their images of lowest index', (t) => {
  const { images, groups, start, nearestStart } = arrange([5, 3, 0, 4, 1, 2], (index) => index % 3);
  t.deepEqual(images, [3, 0, 4, 1, 5, 2]);
  t.is(groups, 3);
  t.deepEqual([0, 1, 2, 3].map(start), [0, 2, 4, 6]);
  t.deepEqual([0, 0.9, 1, 2.9, 3, 5.5, 6].map(nearestStart), [0, 0, 2, 2, 4, 6, 6]);
});
