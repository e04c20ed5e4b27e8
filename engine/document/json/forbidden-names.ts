/** Names that would reach into JavaScript's prototypes when a document becomes plain objects. */
export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
