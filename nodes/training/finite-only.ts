/** Without infinite numbers: metrics are for watching a run, and these cannot be drawn. */
export function finiteOnly(numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value)));
}
