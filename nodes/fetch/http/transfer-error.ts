/** A transfer that failed, through the network or the server's answer. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  /** Whether the next try may succeed. */
  readonly isPassing: boolean;
  readonly hint: string | undefined;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: {
      readonly isPassing: boolean;
      readonly hint?: string;
      readonly retryAfterMs?: number | undefined;
    },
  ) {
    super(message);
    this.isPassing = options.isPassing;
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** In words what Node.js says of a connection. */
export function networkError(error: unknown, host: string): TransferError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const passing = (text: string) => new TransferError(text, { isPassing: true, ...proxyHint() });
  switch (code) {
    case 'ENOTFOUND':
      return new TransferError(`there is no host ${host}, or no network`, { isPassing: false });
    case 'EAI_AGAIN':
      return passing(`the host ${host} could not be looked up`);
    case 'ECONNREFUSED':
      return passing(`${host} refused the connection`);
    case 'ECONNRESET':
    case 'EPIPE':
      return passing('the connection was cut');
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing(`${host} cannot be reached`);
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    const hint = 'Its certificate may have expired, or something between here and there reads along.';
    return new TransferError(`${host} cannot prove that it is ${host}: ${message}`, {
      isPassing: false,
      hint,
    });
  }
  if (code.startsWith('HPE_') || code === 'EPROTO') return passing(`the answer is not HTTP: ${message}`);
  return passing(message);
}

/** Node.js takes no notice of these variables unless it is told to. */
function proxyHint(): { readonly hint?: string } {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy, NODE_USE_ENV_PROXY } = process.env;
  const isSet = [HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy].some((value) => value);
  if (!isSet || NODE_USE_ENV_PROXY === '1') return {};
  return {
    hint: 'A proxy is set in the environment; Node.js 24 uses it where NODE_USE_ENV_PROXY=1 is, too.',
  };
}
