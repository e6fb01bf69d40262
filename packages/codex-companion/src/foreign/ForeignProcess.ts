/**
 * What one look at the process number of an older version's record showed. Such a record has no
 * identity: the number alone, which may be somebody else's by now.
 */
export type ForeignProcess =
  /** Proven: no process has this number, or what has it is defunct. */
  | { readonly _tag: "Gone"; readonly detail: string }
  /** `fits`: it is of this user, and works inside the job's workspace. */
  | { readonly _tag: "There"; readonly fits: boolean }
  | { readonly _tag: "Unknown"; readonly reason: string }
