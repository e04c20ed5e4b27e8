export type ArchiveKind = 'zip' | 'tar' | 'tar.gz' | 'gz';

const kinds: readonly (readonly [RegExp, ArchiveKind])[] = [
  [/\.zip$/i, 'zip'],
  [/\.tar$/i, 'tar'],
  [/\.(tar\.gz|tgz)$/i, 'tar.gz'],
  [/\.gz$/i, 'gz'],
];

/** By the name alone: a file that is called `.npz` is a zip archive, too, but wanted as it is. */
export function archiveKindOf(name: string): ArchiveKind | undefined {
  return kinds.find(([ending]) => ending.test(name))?.[1];
}

/** Whether the name is that of an archive of a kind that is not known here. */
export function isOtherArchive(name: string): boolean {
  return /\.(7z|rar|bz2|tbz2?|xz|txz|zst|tzst|lz4?|lzma|z|cab)$/i.test(name);
}
