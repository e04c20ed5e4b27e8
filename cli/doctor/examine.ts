import { checkImages } from './checks/images.js';
import { checkMachine, describeMachine } from './checks/machine.js';
import { checkStore, storeFolder } from './checks/store.js';
import { checkTensorflow } from './checks/tensorflow.js';
import { checkTools } from './checks/tools.js';
import type { Finding } from './finding.js';
import { machineSetup } from './install.js';

/** Everything that `doctor` looks at, in the order in which it is shown. */
export async function examine(store: string | undefined, signal: AbortSignal): Promise<Finding[]> {
  const setup = machineSetup(signal);
  // Beside TensorFlow, which takes longer.
  const images = checkImages();
  const tensorflow = await checkTensorflow(setup);
  return [
    ...checkMachine(describeMachine()),
    ...(await checkTools(setup, tensorflow.mustBuild)),
    ...tensorflow.findings,
    await images,
    ...(await checkStore(setup, storeFolder(store, process.env))),
  ];
}
