/** For what cannot happen: throws an error that says so. */
export function bug(message: string): never {
  throw new Error(`bug: ${message}`);
}
