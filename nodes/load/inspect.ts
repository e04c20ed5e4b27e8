import { inspectorOf } from '../../imaging/datasets/inspect-files.js';
import type { InputFile, Problem } from '../define-node.js';
import { maskClassesOf } from './mask-classes.js';
import type { LoadParams } from './params.js';
import { chooseImages, dealImages, listImages, toProblems } from './select.js';

/** Everything in the files that would stop a run. Images that are not taken are not looked at. */
export async function inspect(
  params: LoadParams,
  files: Readonly<Record<string, readonly InputFile[]>>,
): Promise<readonly Problem[]> {
  const listing = listImages(params, files);
  const inspector = inspectorOf(listing.files, params, maskClassesOf(params));
  const choice = await chooseImages(params, listing, inspector.digest);
  const { problems, taken } = dealImages(params, listing, choice);
  const inFiles = params.simulate ? [] : await inspector.problems(taken);
  return [...listing.problems, ...problems, ...toProblems(inFiles)];
}
