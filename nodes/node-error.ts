/** How the engine treats a node's failure: only `retryable` ones are tried again. */
export type NodeErrorKind = 'bad-input' | 'diverged' | 'retryable';

/** A failure that a node names itself. Its message is for the user; it is shown without a stack trace. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly kind: NodeErrorKind;
  readonly hint: string | undefined;
  constructor(kind: NodeErrorKind, message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}

/** By name: a plugin may throw the class of another copy of this package. */
export function isNodeError(error: unknown): error is NodeError {
  return error instanceof Error && error.name === 'NodeError';
}
