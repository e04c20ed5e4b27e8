import { relative } from 'node:path';
import type { WatchEvent } from '../../engine/watch/watch-event.js';

const pathsShown = 3;

/** One plain line for an event of a watch; paths are shown as seen from `folder`. */
export function watchLine(event: WatchEvent, folder: string): string {
  const shown = (path: string) => relative(folder, path) || '.';
  switch (event.kind) {
    case 'watch-changed': {
      const more = event.paths.length - pathsShown;
      const paths = event.paths.slice(0, pathsShown).map(shown).join(', ');
      return `changed  ${paths}${more > 0 ? ` and ${more} more` : ''}`;
    }
    case 'watch-unsettled':
      return `writing  ${shown(event.path)}: waiting until it is complete`;
    case 'watch-refused':
      return event.goesOn
        ? 'refused  the last good plan goes on'
        : 'refused  nothing runs until this is mended';
    case 'watch-idle': {
      const others = event.documents - 1;
      const parts = [
        'the pipeline',
        others > 0 && `${counted(others, 'file')} that it pulls in`,
        event.data > 0 && `${counted(event.data, 'path')} of data`,
      ];
      return `watching ${parts.filter((part) => part !== false).join(', ')} (Ctrl-C ends)`;
    }
    case 'watch-limited':
      return `warning  not all changes will be seen: ${event.message}`;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
