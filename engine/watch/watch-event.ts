import type { DiagnosticJson } from '../document/diagnostics/diagnostic-json.js';

/** What a watch tells besides what its runs tell. Paths are absolute. */
export type WatchEvent =
  /** These changed and have settled: the pipeline is planned again. */
  | { readonly kind: 'watch-changed'; readonly paths: readonly string[] }
  /** Changes go on and on: the end of writing this file is waited for. */
  | { readonly kind: 'watch-unsettled'; readonly path: string }
  /** What changed cannot be planned; where something runs by the last good plan, it goes on. */
  | {
      readonly kind: 'watch-refused';
      readonly goesOn: boolean;
      readonly diagnostics: readonly DiagnosticJson[];
    }
  /** Nothing runs, and a change is waited for. */
  | { readonly kind: 'watch-idle'; readonly documents: number; readonly data: number }
  /** Something cannot be watched, so that its changes will not be seen. */
  | { readonly kind: 'watch-limited'; readonly message: string };
