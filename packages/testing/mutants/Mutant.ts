/** One mistake that somebody could make, as a change of one place in the source. */
export interface Mutant {
  /** What the code then does. */
  readonly name: string
  /** Rows of the failure list, or laws, that it goes against. */
  readonly against: string
  /** A file of the packages. */
  readonly file: string
  /** What is replaced; it stands there once. */
  readonly find: string
  readonly replace: string
  /** The test file of the packages that must find it. Without one, simulated lives must. */
  readonly by?: string
}
