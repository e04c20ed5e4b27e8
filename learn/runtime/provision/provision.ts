import { chooseProvider } from './choose-provider.js';
import { cudaPins } from './cuda-pins.js';
import { readMachineFacts } from './machine-facts.js';
import { packageInstaller } from './package-installer.js';
import type { ProviderState, TensorflowProvider } from './provider.js';
import type { ProvisionSetup } from './provision-setup.js';
import { type TensorflowPin, tensorflowPins } from './tensorflow-pins.js';
import { wheelProvider } from './wheel-provider.js';

/** Where TensorFlow comes from on this machine, and how far it is set up. */
export interface TensorflowStatus {
  readonly provider: TensorflowProvider;
  /** Why this provider. */
  readonly reason: string;
  readonly state: ProviderState;
}

/**
 * Looks at what is there; changes nothing and loads nothing.
 * @throws ProvisionError `bad-setting`, `unsupported-platform`
 */
export async function tensorflowStatus(
  setup: ProvisionSetup,
  pins: readonly TensorflowPin[] = tensorflowPins,
): Promise<TensorflowStatus> {
  const choice = chooseProvider(await readMachineFacts(setup), pins);
  if (choice.provider === 'none') throw choice.problem;
  const provider =
    choice.provider === 'wheel'
      ? wheelProvider(setup, choice.pin, choice.cuda ? cudaPins : [])
      : packageInstaller(setup);
  return { provider, reason: choice.reason, state: await provider.inspect() };
}

/**
 * Puts TensorFlow under @tensorflow/tfjs-node-gpu. Instant where that is done already.
 * @returns the status before: its state says what there was to do
 * @throws ProvisionError
 */
export async function provisionTensorflow(
  setup: ProvisionSetup,
  pins: readonly TensorflowPin[] = tensorflowPins,
): Promise<TensorflowStatus> {
  const status = await tensorflowStatus(setup, pins);
  if (status.state.state !== 'ready') await status.provider.install();
  return status;
}
