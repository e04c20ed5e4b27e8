/** Whether an artifact may have a file of this name: a relative path with `/` that leads nowhere else. */
export function isArtifactFileName(name: string): boolean {
  if (/[\p{Cc}\\]/u.test(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
