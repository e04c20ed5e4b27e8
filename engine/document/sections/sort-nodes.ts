/** What a walk along the edges found. */
export interface SortedNodes {
  /** Every node after those that feed it; among them in the order given. Meaningless where there are cycles. */
  readonly order: readonly string[];
  /** Each as the nodes on it, every one feeding the next and the last the first. Cycles share no node. */
  readonly cycles: readonly (readonly string[])[];
}

interface Frame {
  readonly node: string;
  readonly feeders: Iterator<string>;
}

/**
 * Sorts nodes topologically by a depth-first walk, in O(nodes + edges) and without recursion, so that long chains
 * cannot overflow the stack.
 * @param feeders for each node those that feed it
 */
export function sortNodes(feeders: ReadonlyMap<string, Iterable<string>>): SortedNodes {
  const order: string[] = [];
  const cycles: string[][] = [];
  const onCycle = new Set<string>();
  const finished = new Set<string>();
  for (const start of feeders.keys()) {
    const path: Frame[] = [];
    const onPath = new Set<string>();
    const enter = (node: string) => {
      path.push({ node, feeders: (feeders.get(node) ?? [])[Symbol.iterator]() });
      onPath.add(node);
    };
    if (!finished.has(start)) enter(start);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const next = frame.feeders.next();
      if (next.done) {
        path.pop();
        onPath.delete(frame.node);
        finished.add(frame.node);
        order.push(frame.node);
      } else if (onPath.has(next.value)) {
        const nodes = path.map(({ node }) => node);
        const [first, ...others] = nodes.slice(nodes.indexOf(next.value));
        const cycle = [first!, ...others.reverse()];
        if (!cycle.some((node) => onCycle.has(node))) cycles.push(cycle);
        for (const node of cycle) onCycle.add(node);
      } else if (!finished.has(next.value)) {
        enter(next.value);
      }
    }
  }
  return { order, cycles };
}
