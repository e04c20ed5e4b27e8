import { convolutionProblem, type Precision } from '../../learn/runtime/graph/mixed-precision.js';
import { NodeError } from '../node-error.js';

/** Refuses mixed precision on a machine that cannot compute in it. TensorFlow must be loaded. */
export function checkPrecision(precision: Precision): void {
  const problem = precision === 'mixed' ? convolutionProblem() : undefined;
  if (problem === undefined) return;
  throw new NodeError(
    'bad-input',
    `precision mixed: this machine cannot compute convolutions in bfloat16 (${problem.split('\n')[0]})`,
    'set precision to "float32", or run it on a newer processor or GPU',
  );
}
