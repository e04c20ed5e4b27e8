import type { Difference } from '../../cache/key/difference.js';
import { type FileListing, type ListingDifference, listingDifference } from '../../cache/key/file-listing.js';
import { type InstanceId, nodeOf, variantOf } from '../graph/graph.js';
import { listingOf } from './input-files.js';
import type { Planning } from './make-plan.js';

/** A difference; where it is one of files, with which files they are, if that is still known. */
export interface ExplainedDifference extends Difference {
  readonly files?: ListingDifference;
}

/** The files that a manifest's digest of a param stands for; undefined where that is not known. */
export type ListingOf = (param: string) => FileListing | undefined;

/** Looks into the files behind digests; listings that many instances share are compared once. */
export class FileDifferences {
  readonly #found = new Map<string, ListingDifference | undefined>();

  explain(differences: readonly Difference[], before: ListingOf, after: ListingOf): ExplainedDifference[] {
    return differences.map((difference) => {
      const param = /^files\.(.*)$/s.exec(difference.field)?.[1];
      if (param === undefined) return difference;
      const digests = `${difference.before} ${difference.after}`;
      if (!this.#found.has(digests)) {
        const [earlier, later] = [before(param), after(param)];
        this.#found.set(digests, earlier && later && listingDifference(earlier, later));
      }
      const files = this.#found.get(digests);
      return files ? { ...difference, files } : difference;
    });
  }
}

/** The files that an instance of a plan would use. */
export function listingsNow({ planner, files }: Planning, id: InstanceId): ListingOf {
  const node = nodeOf(planner.graph, id);
  const named = files.files(variantOf(node, id - node.firstId));
  return (param) => named[param] && listingOf(named[param]);
}
