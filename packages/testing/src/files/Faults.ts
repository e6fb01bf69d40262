import type { Errno } from "./systemError.ts"

export type OperationName =
  | "openSync"
  | "closeSync"
  | "writeSync"
  | "readSync"
  | "fsyncSync"
  | "fstatSync"
  | "lstatSync"
  | "statSync"
  | "existsSync"
  | "readdirSync"
  | "mkdirSync"
  | "rmdirSync"
  | "linkSync"
  | "renameSync"
  | "unlinkSync"
  | "watch"

/** One operation of one process on its way to the disk. */
export interface Operation {
  /** How many of this process came before it. */
  readonly index: number
  readonly name: OperationName
  /** The file it is about; for links and renames the one that gets the name. */
  readonly file: string
  /** It can change what is on the disk, or what of it is durable. */
  readonly changes: boolean
}

/** How much of the operation reached the disk all the same; a number counts bytes of a write. */
export type Landed = "Nothing" | "All" | number

/** What goes wrong with an operation. */
export type Fault =
  | { readonly _tag: "Fails"; readonly code: Errno; readonly landed: Landed }
  | { readonly _tag: "Crashes"; readonly landed: Landed }

/** Decides about each operation. Null: nothing goes wrong. */
export type Faults = (operation: Operation) => Fault | null

/** The process of this handle is dead: nothing that its code still does reaches the disk. */
export class Crashed extends Error {
  override readonly name = "Crashed"
  constructor() {
    super("this process is dead")
  }
}

const noFaults: Faults = () => null

/** Says which operations go wrong. */
export const FileFaults = {
  none: noFaults,
  /** The k-th operation fails, having done nothing unless `landed` says otherwise. */
  failAt:
    (k: number, code: Errno, landed: Landed = "Nothing"): Faults =>
    ({ index }) =>
      index === k ? { _tag: "Fails", code, landed } : null,
  /** The k-th operation and every one after it that changes anything fails: a disk that is gone. */
  failFrom:
    (k: number, code: Errno): Faults =>
    ({ changes, index }) =>
      index >= k && changes ? { _tag: "Fails", code, landed: "Nothing" } : null,
  /** The process dies at its k-th operation. */
  crashAt:
    (k: number, landed: Landed = "Nothing"): Faults =>
    ({ index }) =>
      index === k ? { _tag: "Crashes", landed } : null,
  /** Matching operations fail this many times in a row, as where a scanner holds files for a while. */
  transient: (matches: (operation: Operation) => boolean, code: Errno, times: number): Faults => {
    let left = times
    return (operation) =>
      matches(operation) && left-- > 0 ? { _tag: "Fails", code, landed: "Nothing" } : null
  }
} as const
