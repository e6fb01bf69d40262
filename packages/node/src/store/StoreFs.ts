/** What the store looks at in a file's status. */
export interface StoreStat {
  readonly size: number
  readonly nlink: number
  readonly uid: number
  readonly mtimeMs: number
  readonly isFile: () => boolean
  readonly isDirectory: () => boolean
}

/** What is said of one watch on a folder. */
export interface StoreWatcher {
  readonly close: () => void
  readonly on: (event: "error", listener: () => void) => unknown
}

/**
 * The file operations that the store is made of, each one step that can fail, or be the last one
 * of a process: functions of node:fs, with its names, its arguments and its errors. Nothing under
 * `store/` reaches the disk any other way, so that a fake can stand for it.
 *
 * **Details**: operations that are many steps inside (`recursive`, `copyFile`, `writeFile`) are
 * left out on purpose: what a crash leaves of them could not be said.
 */
export interface StoreFs {
  readonly constants: {
    readonly O_RDONLY: number
    readonly O_WRONLY: number
    readonly O_RDWR: number
    readonly O_CREAT: number
    readonly O_EXCL: number
    readonly O_TRUNC: number
    readonly O_APPEND: number
    readonly O_NOFOLLOW?: number
    readonly O_NONBLOCK?: number
  }
  /** Not with letters: V8 throws compiled code away when it meets others than before. */
  readonly openSync: (file: string, flags: number, mode?: number) => number
  readonly closeSync: (fd: number) => void
  readonly writeSync: (
    fd: number,
    bytes: Uint8Array,
    offset?: number,
    length?: number,
    position?: number
  ) => number
  readonly readSync: (
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number
  ) => number
  readonly fsyncSync: (fd: number) => void
  readonly fstatSync: (fd: number) => StoreStat
  readonly lstatSync: (
    file: string,
    options: { readonly throwIfNoEntry: false }
  ) => StoreStat | undefined
  readonly statSync: (
    file: string,
    options: { readonly throwIfNoEntry: false }
  ) => StoreStat | undefined
  readonly existsSync: (file: string) => boolean
  readonly readdirSync: (folder: string) => Array<string>
  readonly mkdirSync: (folder: string, mode: number) => void
  readonly rmdirSync: (folder: string) => void
  readonly linkSync: (existing: string, name: string) => void
  readonly renameSync: (from: string, to: string) => void
  readonly unlinkSync: (file: string) => void
  readonly watch: (
    folder: string,
    options: { readonly persistent: false },
    listener: (event: string, name: string | null) => void
  ) => StoreWatcher
  /** What a fake says instead of the process that runs it. Absent: the process is asked. */
  readonly machine?: {
    readonly platform: string
    readonly uid: number
    /** Waits without letting anything else run. */
    readonly pause: (millis: number) => void
  }
}
