/** One change of one file of the host. Each says what it expects to find; anything else is a misfit. */
export type Edit =
  /** A function of the host is taken over: it goes, and `by` comes in its place. */
  | {
      readonly _tag: "TakeOver"
      readonly name: string
      /** What the function was in the versions that are known; see `fingerprint`. */
      readonly known: ReadonlyArray<string>
      readonly by: string
    }
  /** A function becomes one that waits. */
  | { readonly _tag: "MakeAsync"; readonly name: string }
  /** A text is found exactly so often, in one function or in the whole file. */
  | {
      readonly _tag: "Substitute"
      readonly within: string | null
      readonly find: RegExp
      readonly by: string
      readonly times: number
    }
  /** A line is added behind the last import. */
  | { readonly _tag: "Import"; readonly line: string }
  /** A name is taken out of an import: it comes from somewhere else now. */
  | { readonly _tag: "DropName"; readonly name: string; readonly from: string }

export const takeOver = (name: string, known: ReadonlyArray<string>, by = ""): Edit => ({
  _tag: "TakeOver",
  name,
  known,
  by
})
export const makeAsync = (name: string): Edit => ({ _tag: "MakeAsync", name })
export const substitute = (within: string | null, find: RegExp, by: string, times = 1): Edit => ({
  _tag: "Substitute",
  within,
  find,
  by,
  times
})
export const importLine = (line: string): Edit => ({ _tag: "Import", line })
export const dropName = (name: string, from: string): Edit => ({ _tag: "DropName", name, from })
