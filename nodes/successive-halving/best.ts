import { quantities } from '../../learn/tasks/quantities.js';
import { taskSchema } from '../../learn/tasks/task-schema.js';
import type { Best } from '../artifacts/decision.js';

const losses = new Set<string>(['bce', 'ce', 'focal', 'charbonnier']);
const metrics = quantities({
  target: { kind: 'mask' },
  losses: [],
  metrics: [...taskSchema.properties.metrics.items.enum],
});

/**
 * Whether higher or lower is better of a value, by its name in scores (`dice`, `dice:gold`) or in a history
 * (`validationDice`); undefined for names that no task gives.
 */
export function bestOf(value: string): Best | undefined {
  const [name = ''] = value.replace(/^validation(?=[A-Z])/, '').split(':', 1);
  const kind = name.charAt(0).toLowerCase() + name.slice(1);
  if (losses.has(kind) || /loss$/i.test(kind)) return 'lowest';
  const mode = metrics.get(kind);
  return mode && (mode === 'min' ? 'lowest' : 'highest');
}
