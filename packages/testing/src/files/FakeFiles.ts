import type { FakeStat } from "./DiskCalls.ts"
import { DiskCalls, statOf } from "./DiskCalls.ts"
import type { DiskState } from "./DiskState.ts"
import type { Fault, Faults, Operation, OperationName } from "./Faults.ts"
import { Crashed, FileFaults } from "./Faults.ts"
import type { Inode } from "./Inode.ts"
import type { OpenFile } from "./openMode.ts"
import { constants, openModeOf } from "./openMode.ts"
import { systemError } from "./systemError.ts"
import { nodeAt, Refusal } from "./walk.ts"

interface NoThrow {
  readonly throwIfNoEntry: false
}

/** Who sees a fake disk, and what goes wrong for it there. */
export interface ProcessOptions {
  /** Default 0, to whom no permission is refused. */
  readonly uid?: number | undefined
  readonly faults?: Faults | undefined
  /** Told of each operation that has had its effect, before its caller is. */
  readonly landed?: ((operation: Operation) => void) | undefined
}

/**
 * A fake disk as one process sees it: functions of node:fs by their names, arguments and errors.
 * Every call is one operation, at which it can fail, tear or be the process's last.
 */
export class FakeFiles {
  readonly constants = constants
  /** What the machine says of itself, where code would ask the process. */
  readonly machine: {
    readonly platform: string
    readonly uid: number
    readonly pause: (millis: number) => void
  }
  /** Every operation so far, for tests that go through all of them. */
  readonly operations: Array<Operation> = []
  /** How long it was held up by pauses, milliseconds. */
  pausedMillis = 0
  /** Decides about every operation from now on. */
  faults: Faults
  readonly #disk: DiskState
  readonly #calls: DiskCalls
  readonly #landed: (operation: Operation) => void
  readonly #open = new Map<number, OpenFile>()
  #nextFd = 10
  #dead = false

  constructor(disk: DiskState, options: ProcessOptions) {
    const { faults = FileFaults.none, landed = () => undefined, uid = 0 } = options
    this.#disk = disk
    this.#landed = landed
    this.#calls = new DiskCalls(disk, uid, (folder, name) => disk.watches.tell(folder, name))
    this.faults = faults
    this.machine = {
      platform: disk.platform,
      uid,
      pause: (millis) => {
        this.pausedMillis += millis
      }
    }
  }

  /** Whether the process is dead. */
  get isDead(): boolean {
    return this.#dead
  }

  /** Whether the process has a descriptor of this. */
  hasOpen(node: Inode): boolean {
    for (const open of this.#open.values()) if (open.node === node) return true
    return false
  }

  /** Ends the process: every later call throws `Crashed`. */
  kill(): void {
    this.#dead = true
    this.#open.clear()
    this.#disk.watches.closeAll(this)
  }

  openSync = (file: string, flags: string | number, mode = 0o666): number => {
    const how = openModeOf(flags)
    return this.#step("openSync", file, how.creates || how.truncates, () => {
      const fd = this.#nextFd++
      this.#open.set(fd, this.#calls.open(file, how, mode))
      return fd
    })
  }

  closeSync = (fd: number): void =>
    this.#step("closeSync", this.#nameOf(fd), false, () => {
      this.#opened(fd)
      this.#open.delete(fd)
    })

  writeSync = (
    fd: number,
    bytes: Uint8Array,
    offset = 0,
    length = bytes.length - offset,
    position?: number
  ): number =>
    this.#step("writeSync", this.#nameOf(fd), true, (atMost) => {
      const open = this.#opened(fd)
      const count = this.#calls.write(
        open,
        bytes.subarray(offset, offset + Math.min(length, atMost)),
        position
      )
      if (position === undefined) open.at += count
      return count
    })

  readSync = (
    fd: number,
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number
  ): number =>
    this.#step("readSync", this.#nameOf(fd), false, () => {
      const read = this.#calls.read(this.#opened(fd), position, length)
      bytes.set(read, offset)
      return read.length
    })

  fsyncSync = (fd: number): void =>
    this.#step("fsyncSync", this.#nameOf(fd), true, () => this.#calls.flush(this.#opened(fd)))

  fstatSync = (fd: number): FakeStat =>
    this.#step("fstatSync", this.#nameOf(fd), false, () => statOf(this.#opened(fd).node))

  lstatSync = (file: string, _options: NoThrow): FakeStat | undefined =>
    this.#step("lstatSync", file, false, () => this.#statIfThere(file))

  statSync = (file: string, _options: NoThrow): FakeStat | undefined =>
    this.#step("statSync", file, false, () => this.#statIfThere(file))

  /** False for whatever goes wrong, as in Node. */
  existsSync = (file: string): boolean => {
    try {
      return this.#step("existsSync", file, false, () => {
        this.#calls.stat(file)
        return true
      })
    } catch (error) {
      if (error instanceof Crashed) throw error
      return false
    }
  }

  readdirSync = (folder: string): Array<string> =>
    this.#step("readdirSync", folder, false, () => this.#calls.list(folder))

  mkdirSync = (folder: string, mode = 0o777): void =>
    this.#step("mkdirSync", folder, true, () => this.#calls.makeFolder(folder, mode))

  rmdirSync = (folder: string): void =>
    this.#step("rmdirSync", folder, true, () => this.#calls.removeFolder(folder))

  linkSync = (existing: string, name: string): void =>
    this.#step("linkSync", name, true, () => this.#calls.link(existing, name))

  renameSync = (from: string, to: string): void =>
    this.#step("renameSync", to, true, () => this.#calls.rename(from, to))

  unlinkSync = (file: string): void =>
    this.#step("unlinkSync", file, true, () => this.#calls.unlink(file))

  /** Tells of every name that changes in a folder, as a microtask. */
  watch = (
    folder: string,
    _options: { readonly persistent: false },
    listener: (event: string, name: string | null) => void
  ): { readonly close: () => void; readonly on: (event: "error", listener: () => void) => void } =>
    this.#step("watch", folder, false, () => ({
      close: this.#disk.watches.add(
        this,
        nodeAt(this.#disk.root, folder, this.machine.uid),
        listener
      ),
      on: () => undefined
    }))

  /** Takes one step: first the fault, if there is one, and of the call as much as lands. */
  #step<A>(name: OperationName, file: string, changes: boolean, call: (atMost: number) => A): A {
    if (this.#dead) throw new Crashed()
    const operation = { index: this.operations.length, name, file, changes }
    this.operations.push(operation)
    const fault = this.faults(operation)
    // Others may have ended the process meanwhile.
    if (this.isDead) throw new Crashed()
    const perform = (atMost: number): A => {
      try {
        return call(atMost)
      } catch (error) {
        throw error instanceof Refusal ? systemError(error.code, syscalls[name], file) : error
      }
    }
    if (fault !== null) return this.#goWrong(fault, operation, perform)
    const answer = perform(Number.POSITIVE_INFINITY)
    this.#landed(operation)
    return answer
  }

  #goWrong<A>(fault: Fault, operation: Operation, perform: (atMost: number) => A): never {
    const { file, name } = operation
    try {
      if (fault.landed === "All") {
        perform(Number.POSITIVE_INFINITY)
        this.#landed(operation)
      } else if (fault.landed !== "Nothing" && name === "writeSync") perform(fault.landed)
    } finally {
      if (fault._tag === "Crashes") this.kill()
    }
    throw fault._tag === "Crashes" ? new Crashed() : systemError(fault.code, syscalls[name], file)
  }

  #statIfThere(file: string): FakeStat | undefined {
    try {
      return this.#calls.stat(file)
    } catch (error) {
      const absent = error instanceof Refusal && ["ENOENT", "ENOTDIR"].includes(error.code)
      if (absent) return undefined
      throw error
    }
  }

  #opened(fd: number): OpenFile {
    const open = this.#open.get(fd)
    if (open === undefined) throw new Refusal("EBADF")
    return open
  }

  #nameOf(fd: number): string {
    return this.#open.get(fd)?.file ?? `descriptor ${fd}`
  }
}

const syscalls: Record<OperationName, string> = {
  openSync: "open",
  closeSync: "close",
  writeSync: "write",
  readSync: "read",
  fsyncSync: "fsync",
  fstatSync: "fstat",
  lstatSync: "lstat",
  statSync: "stat",
  existsSync: "access",
  readdirSync: "scandir",
  mkdirSync: "mkdir",
  rmdirSync: "rmdir",
  linkSync: "link",
  renameSync: "rename",
  unlinkSync: "unlink",
  watch: "watch"
}
