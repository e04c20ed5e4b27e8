import { ImageError } from '../image-error.js';
import {
  type FilesProblem,
  type ListedImage,
  type Partner,
  partners,
  type Role,
  type StoredImage,
} from './listed-image.js';
import type { NamedImage } from './name-images.js';

/** The images in the files of each role, by name. */
export type Named = { readonly images: readonly NamedImage[] } & {
  readonly [P in Partner]?: readonly NamedImage[] | undefined;
};

/** One of what files of a role hold, in words. */
const oneOf = { images: 'image', masks: 'mask', targets: 'target', points: 'points' } as const;

/** Finds what lies beside each image: what has the same name. Sorted by name. */
export function pairFiles(
  named: Named,
  isExcluded: (name: string) => boolean,
): { readonly images: readonly ListedImage[]; readonly problems: readonly FilesProblem[] } {
  const problems: FilesProblem[] = [];
  const say = (role: Role, message: string, hint: string) =>
    problems.push({ role, error: new ImageError(message, hint) });

  const byName = (role: Role, images: readonly NamedImage[]) => {
    const found = new Map<string, StoredImage>();
    const anyCase = new Map<string, string>();
    for (const { name, stored } of images) {
      if (isExcluded(name)) continue;
      const [file, other] = [stored.file.name, found.get(name)?.file.name];
      const otherName = anyCase.get(name.toLowerCase());
      if (other !== undefined) {
        const hint = 'Remove one, or move it to another folder.';
        say(role, `${other} and ${file} differ only by their extension`, hint);
      } else if (otherName !== undefined) {
        const hint = 'On some systems they are one file: rename one.';
        say(role, `${found.get(otherName)!.file.name} and ${file} differ only in case`, hint);
      } else anyCase.set(name.toLowerCase(), name);
      found.set(name, stored);
    }
    return found;
  };

  const images = byName('images', named.images);
  const found = partners.flatMap((partner) => {
    const beside = named[partner];
    return beside ? [[partner, byName(partner, beside)] as const] : [];
  });
  for (const [partner, beside] of found) {
    const what = oneOf[partner];
    const bare = [...images.keys()].filter((name) => !beside.has(name)).sort();
    const stray = [...beside.keys()].filter((name) => !images.has(name)).sort();
    const hint =
      'What belongs together has the same path, whatever the extension, or is the same image of such files. `exclude` leaves images out.';
    if (bare.length > 0) say(partner, `no ${what} for ${listed(bare)}`, hint);
    if (stray.length > 0) say(partner, `no image for the ${what} of ${listed(stray)}`, hint);
  }

  const positions = new Map<string, number>();
  for (const { name } of named.images) if (!positions.has(name)) positions.set(name, positions.size);
  const sorted = named.images.filter(({ name, stored }) => images.get(name) === stored);
  const paired = sorted.map(({ name, stored, pixelSize }): ListedImage => {
    const image: { -readonly [K in keyof ListedImage]: ListedImage[K] } = {
      name,
      position: positions.get(name)!,
      image: stored,
      ...(pixelSize && { pixelSize }),
    };
    for (const [partner, beside] of found) {
      const partnerImage = beside.get(name);
      if (partnerImage) image[partner] = partnerImage;
    }
    return image;
  });
  return { images: paired, problems };
}

/** Names for a message: the first few, and how many more there are. */
export function listed(names: readonly string[], most = 10): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
