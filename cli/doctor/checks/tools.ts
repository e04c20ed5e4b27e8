import { findCompiler, findPip } from '../../../learn/runtime/provision/find-tools.js';
import { ProvisionError } from '../../../learn/runtime/provision/provision-error.js';
import type { ProvisionSetup } from '../../../learn/runtime/provision/provision-setup.js';
import { type Finding, ok, problem } from '../finding.js';

/** The tools that set TensorFlow up; a missing one is a problem only while they are `needed`. */
export async function checkTools(setup: ProvisionSetup, needed: boolean): Promise<Finding[]> {
  return [
    await checkTool('pip', needed, () => findPip(setup)),
    await checkTool('C++ compiler', needed, async () => (await findCompiler(setup)).version),
  ];
}

async function checkTool(name: string, needed: boolean, find: () => Promise<string>): Promise<Finding> {
  try {
    return ok(name, await find());
  } catch (error) {
    if (!(error instanceof ProvisionError)) throw error;
    if (needed) return problem(name, error.message, error.hint);
    return ok(name, 'none; only setting TensorFlow up needs it');
  }
}
