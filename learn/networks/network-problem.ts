/** What is wrong with a network that fits the schema. */
export interface NetworkProblem {
  /** The field at fault. */
  readonly field: string;
  readonly message: string;
  readonly hint: string;
}
