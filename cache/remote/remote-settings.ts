/** Whether results are only taken from a remote cache, or also given to it. */
export const remoteModes = ['read', 'read-write'] as const;
export type RemoteMode = (typeof remoteModes)[number];

/** Which remote cache a run uses, and how. */
export interface RemoteSettings {
  /** `http:` or `https:`, without credentials; `ac/…` and `cas/…` are below it. */
  readonly url: URL;
  readonly mode: RemoteMode;
  /** Records are signed with it, and refused where they are not. */
  readonly signingKey?: Buffer;
  /** The `Authorization` header. */
  readonly authorization?: string;
}
