import type { OutputArtifact } from '../run-context.js';

/** `index.json` of a pictures artifact: what each of its pictures shows. */
export interface PicturesIndex {
  /** From left to right. */
  readonly columns: readonly string[];
  /** From top to bottom. */
  readonly rows: readonly string[];
  /** Names of the files, in the order in which they were made. */
  readonly pictures: readonly string[];
}

export interface Picture {
  /** Name of the PNG file. */
  readonly file: string;
  readonly png: Uint8Array;
}

export async function writePictures(
  output: OutputArtifact,
  index: Omit<PicturesIndex, 'pictures'>,
  pictures: readonly Picture[],
): Promise<void> {
  for (const { file, png } of pictures) await output.write(file, png);
  const listed: PicturesIndex = { ...index, pictures: pictures.map(({ file }) => file) };
  await output.write('index.json', `${JSON.stringify(listed, null, 1)}\n`);
}
