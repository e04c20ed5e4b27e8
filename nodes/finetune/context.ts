import type { ContextOf } from '../define-node.js';
import type { inputs, outputs, params } from './definition.js';

/** What the run code is given. */
export type Context = ContextOf<typeof params, typeof inputs, typeof outputs>;
