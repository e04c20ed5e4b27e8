import { inspectFiles } from '../../imaging/datasets/inspect-files.js';
import type { InputFile, Problem } from '../define-node.js';
import type { LoadParams } from './params.js';
import { selectImages, toProblems } from './select.js';

/** Everything in the files that would stop a run. Images that are not taken are not looked at. */
export async function inspect(
  params: LoadParams,
  files: Readonly<Record<string, readonly InputFile[]>>,
): Promise<readonly Problem[]> {
  const selection = selectImages(params, files);
  if (params.simulate) return selection.problems;
  const taken = selection.taken.map((index) => selection.files[index]!);
  const { imageProblems, maskProblems } = await inspectFiles(taken, params);
  return [...selection.problems, ...toProblems('path', imageProblems), ...toProblems('masks', maskProblems)];
}
