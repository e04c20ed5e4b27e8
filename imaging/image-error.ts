/** Something wrong with the user's images. The message names the file. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
