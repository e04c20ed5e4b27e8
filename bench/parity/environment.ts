import { fileURLToPath } from 'node:url';
import { pythonWith } from '../python-environment.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where `networks`, `training` and `variables` are imported from. */
export const modulesFolder = here('.');

/**
 * The Python that has PyTorch, in bench/.venv: on Linux x86-64 the packages are a download of 3 GB, as PyTorch is only
 * there with CUDA.
 */
export function pythonWithTorch(): string {
  return pythonWith(here('requirements.txt'), here('../.venv'));
}
