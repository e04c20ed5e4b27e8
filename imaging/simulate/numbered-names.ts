/** `nanoparticles-00000` and so on. */
export function numberedNames(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${kind}-${String(i).padStart(5, '0')}`);
}
