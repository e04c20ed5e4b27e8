/** Why TensorFlow could not be set up. */
export type ProvisionErrorKind =
  | 'bad-setting'
  | 'unsupported-platform'
  | 'no-python'
  | 'no-pip'
  | 'no-compiler'
  | 'no-network'
  | 'download-failed'
  | 'wrong-checksum'
  | 'bad-wheel'
  | 'disk-full'
  | 'cache-not-writable'
  | 'package-not-writable'
  | 'compile-failed'
  | 'addon-fails'
  | 'installer-failed';

/** Something on the user's machine that keeps TensorFlow from being set up; shown without a stack trace. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
  readonly kind: ProvisionErrorKind;
  /** What to do about it. */
  readonly hint: string;
  constructor(kind: ProvisionErrorKind, message: string, hint: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}

/** The code of a failed system call (`ENOSPC`), or undefined for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
