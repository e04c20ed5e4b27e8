/** What is wrong with an address, and what to do. */
export interface AddressProblem {
  readonly message: string;
  readonly hint: string;
}

/** Only http and https are fetched, and nothing that would carry a password into the store. */
export function addressProblem(address: string): AddressProblem | undefined {
  if (!URL.canParse(address))
    return { message: `"${address}" is no address`, hint: 'It begins with https:// or http://.' };
  const { protocol, username, password } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') {
    const hint = 'Files of this machine are read by `load` with `path`.';
    return { message: `${protocol} addresses are not fetched, only https: and http:`, hint };
  }
  if (username !== '' || password !== '') {
    const hint = 'Fetch by hand what needs an account, and read it with `load`.';
    return { message: 'the address has a user or a password, which would be kept in the store', hint };
  }
  return undefined;
}
