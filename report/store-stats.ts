import type { StoreStats } from '../cache/stats.js';
import { formatBytes } from './format-bytes.js';

export function statsLines(stats: StoreStats): string[] {
  const { types, namedBytes, storedBytes, trainings, workBytes, damagedBytes, freeableBytes } = stats;
  const line = (bytes: number, what: string) => `${formatBytes(bytes).padStart(10)}  ${what}`;
  const lines = types.map(({ type, results, evicted, bytes }) =>
    line(
      bytes,
      `${results} results of ${type}${evicted > 0 ? `, and ${evicted} known without content` : ''}`,
    ),
  );
  lines.push(line(trainings.bytes, `states of ${trainings.count} trainings`));
  if (workBytes > 0) lines.push(line(workBytes, 'work under way or interrupted'));
  if (damagedBytes > 0) lines.push(line(damagedBytes, 'damaged, moved aside'));
  const ratio = storedBytes > 0 ? (namedBytes / storedBytes).toFixed(2) : '1';
  lines.push(
    `the results' files have ${formatBytes(namedBytes)}; stored once each, ${formatBytes(storedBytes)} (${ratio} times less)`,
    `micrograph gc frees ${formatBytes(freeableBytes)}, more where it is told what to keep`,
  );
  return lines;
}
