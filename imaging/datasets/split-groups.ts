import type { ImageOrigin } from '../image-set.js';

/**
 * What is never torn apart by a split. `image`: what was cut from one image or is a copy of it. `file`: all images of
 * one file, such as the slices of a volume. `folder`: all images whose files lie in one folder. `before`: images whose
 * names have the same text before this one, or the same name where it does not occur.
 */
export type GroupBy = 'image' | 'file' | 'folder' | { readonly before: string };

/** What the group of an image is called; images are in one group where that is equal. */
export function groupNameOf(name: string, origin: ImageOrigin, by: GroupBy): string {
  const { file, image } = origin;
  const source = sourceNameOf(name, origin);
  if (typeof by === 'object') {
    const end = source.indexOf(by.before);
    return end < 0 ? source : source.slice(0, end);
  }
  if (file === undefined || by === 'image') return source;
  if (by === 'folder') return file.slice(0, Math.max(0, file.lastIndexOf('/')));
  // The name of an image in a file of several is that of the file, a slash and its number.
  return image === undefined ? source : source.slice(0, source.lastIndexOf('/'));
}

/** What the image is called that a tile was cut from or a copy was made of. */
export function sourceNameOf(name: string, { tile, copy }: ImageOrigin): string {
  const original = copy === undefined || copy === 0 ? name : name.slice(0, name.lastIndexOf('+'));
  return tile === undefined ? original : original.slice(0, original.lastIndexOf('@'));
}

/**
 * Groups of images that share a name by any of `namings`, directly or through other images: such as those of one
 * source and those that show the same pixels. Returns the number of an image's group, which is the lowest index in it.
 */
export function joinedGroups(
  count: number,
  namings: readonly ((index: number) => string | undefined)[],
): (index: number) => number {
  const parent = Uint32Array.from({ length: count }, (_, index) => index);
  const root = (index: number) => {
    let at = index;
    while (parent[at] !== at) {
      // Halving the way to the root keeps all ways short.
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const nameOf of namings) {
    const firstOf = new Map<string, number>();
    for (let index = 0; index < count; index++) {
      const name = nameOf(index);
      if (name === undefined) continue;
      const first = firstOf.get(name);
      if (first === undefined) firstOf.set(name, index);
      else {
        const [a, b] = [root(first), root(index)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }
  return root;
}

/** Images in an order in which each group stands together. */
export interface Arranged {
  readonly images: readonly number[];
  readonly groups: number;
  /** Where the group `number` starts among `images`, and for `number` = `groups` where the last one ends. */
  start(number: number): number;
  /** The start of a group, or the end of all, that is nearest to `place`; of two the later. */
  nearestStart(place: number): number;
}

/**
 * Brings groups together. A group has the place in `order` of its image of lowest index, not of its first image there:
 * in a random order large groups would else tend to come first.
 */
export function arrange(order: readonly number[], groupOf?: (index: number) => string | number): Arranged {
  if (groupOf === undefined) {
    const groups = order.length;
    return { images: order, groups, start: (number) => number, nearestStart: Math.round };
  }
  const members = new Map<string | number, number[]>();
  for (const index of order) {
    const group = groupOf(index);
    const known = members.get(group);
    if (known) known.push(index);
    else members.set(group, [index]);
  }
  const lowest = new Set<number>();
  for (const group of members.values()) lowest.add(group.reduce((least, index) => Math.min(least, index)));
  const images: number[] = [];
  const starts: number[] = [];
  for (const index of order) {
    if (!lowest.has(index)) continue;
    starts.push(images.length);
    for (const member of members.get(groupOf(index))!) images.push(member);
  }
  starts.push(images.length);
  return {
    images,
    groups: members.size,
    start: (number) => starts[number]!,
    nearestStart(place) {
      const after = Math.max(1, firstAtLeast(starts, place));
      const [before, next] = [starts[after - 1]!, starts[after] ?? images.length];
      return place - before < next - place ? before : next;
    },
  };
}

/** Index of the first of ascending `numbers` that is at least `least`; their count where there is none. */
function firstAtLeast(numbers: readonly number[], least: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
