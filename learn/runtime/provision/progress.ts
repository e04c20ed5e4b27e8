export type ProvisionStep = 'download' | 'check' | 'unpack' | 'compile' | 'verify' | 'installer';

/** How far a step is. Byte counts are given where the work is counted in bytes. */
export interface ProvisionProgress {
  readonly step: ProvisionStep;
  /** The package that it is about, where that is not TensorFlow. */
  readonly of?: string;
  readonly state: 'started' | 'running' | 'finished';
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

export type OnProgress = (progress: ProvisionProgress) => void;

/** Tells of the start and the end of a step around `work`; nothing is told of the end of a step that fails. */
export async function withStep<T>(
  onProgress: OnProgress,
  step: ProvisionStep,
  totalBytes: number | undefined,
  work: (report: (doneBytes: number) => void) => Promise<T>,
): Promise<T> {
  const total = totalBytes === undefined ? {} : { totalBytes };
  onProgress({ step, state: 'started', ...total });
  const result = await work((doneBytes) => onProgress({ step, state: 'running', doneBytes, ...total }));
  onProgress({ step, state: 'finished', ...total });
  return result;
}
