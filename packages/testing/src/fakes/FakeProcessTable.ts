import type { OwnerIdentity, WorkIdentity } from "@job-lifecycle/engine"
import * as Schema from "effect/Schema"

/** Where a fake process number has a meaning. */
export interface FakeScope {
  readonly machine: string
  readonly boot: number
  readonly namespace: string
}

/** A process of a fake world, for as long as it lives. */
export interface FakeProcess extends FakeScope {
  readonly pid: number
  /** Stands for the start time: no two processes of one world share it. */
  readonly born: number
  readonly token: string | null
  readonly parent: FakeProcess | null
  /** Does not end when it is asked to. */
  readonly deaf: boolean
  /** Told that it is asked to end; answers whether it sees to that itself. */
  readonly hears: () => boolean
  state: "running" | "stopped" | "defunct" | "gone"
  /** Nothing about it may be read. */
  denied: boolean
  /** It was so at some time. */
  wasDenied: boolean
}

/** How a fake process is started. Default: without a parent or a token, where the world is, and it ends when it is asked to. */
export interface FakeSpawn {
  readonly parent?: FakeProcess
  readonly token?: string
  readonly deaf?: boolean
  readonly hears?: () => boolean
  readonly namespace?: string
  /** Takes the number of a process that is gone. */
  readonly pid?: number
}

/** A signal that was sent in a fake world, whether or not it was heard. */
export interface FakeSignal {
  readonly to: FakeProcess
  readonly signal: "SIGTERM" | "SIGKILL"
}

/** The scheme of identities that a fake world makes and judges. */
export const fakeScheme = "fake"

/** The `value` of identities in a fake world. */
export const FakeIdentity = Schema.Struct({
  pid: Schema.Int,
  born: Schema.Int,
  machine: Schema.String,
  boot: Schema.Int,
  namespace: Schema.String
})
export type FakeIdentity = typeof FakeIdentity.Type

/**
 * A deterministic world of processes on one machine: no clock, no randomness. Tests move it by
 * hand; the fake probe and the fake stopper look at it.
 *
 * **Gotchas**: it does not model groups and sessions, threads, or users. Every action takes
 * effect at once.
 */
export class FakeProcessTable {
  /** Where the observer stands. */
  here: FakeScope = { machine: "machine-a", boot: 1, namespace: "initial" }
  /** Every signal that was sent, for I6 no-stranger-signalled. */
  readonly signals: Array<FakeSignal> = []
  /** Called with each process that ends, at once. */
  readonly onEnd = new Set<(process: FakeProcess) => void>()
  readonly #all: Array<FakeProcess> = []
  #lastPid = 100
  #lastBorn = 0

  /** A world that was the same until now. What identifies a process in one does so in the other. */
  copy(): FakeProcessTable {
    const copy = new FakeProcessTable()
    copy.here = this.here
    copy.#lastPid = this.#lastPid
    copy.#lastBorn = this.#lastBorn
    copy.signals.push(...this.signals)
    const copies = new Map<FakeProcess, FakeProcess>()
    for (const process of this.#all) {
      const parent = process.parent === null ? null : (copies.get(process.parent) ?? null)
      const own = { ...process, parent }
      copies.set(process, own)
      copy.#all.push(own)
    }
    return copy
  }

  spawn(options: FakeSpawn = {}): FakeProcess {
    const process: FakeProcess = {
      ...this.here,
      namespace: options.namespace ?? this.here.namespace,
      pid: options.pid ?? (this.#lastPid += 1),
      born: (this.#lastBorn += 1),
      token: options.token ?? options.parent?.token ?? null,
      parent: options.parent ?? null,
      deaf: options.deaf ?? false,
      hears: options.hears ?? (() => false),
      state: "running",
      denied: false,
      wasDenied: false
    }
    this.#all.push(process)
    return process
  }

  /** Ends it at once and leaves nothing, as SIGKILL and a waiting parent do. */
  kill(process: FakeProcess): void {
    this.#end(process, "gone")
  }

  /** Ends it, and nobody collects it. */
  makeDefunct(process: FakeProcess): void {
    this.#end(process, "defunct")
  }

  stop(process: FakeProcess): void {
    if (process.state === "running") process.state = "stopped"
  }

  continue(process: FakeProcess): void {
    if (process.state === "stopped") process.state = "running"
  }

  /** Ends it and gives its number to a stranger, who is returned. */
  recycle(process: FakeProcess): FakeProcess {
    this.kill(process)
    return this.spawn({ pid: process.pid, namespace: process.namespace })
  }

  /** Starts the machine anew: everything is gone, and numbers begin again. */
  reboot(): void {
    for (const process of this.#all) this.#end(process, "gone")
    this.here = { ...this.here, boot: this.here.boot + 1 }
    this.#lastPid = 100
  }

  deny(process: FakeProcess): void {
    process.denied = true
    process.wasDenied = true
  }

  /** Signals one process, which must still be the one that was meant. */
  signal(to: FakeProcess, signal: FakeSignal["signal"]): void {
    if (!this.isAlive(to)) throw new Error(`a signal was sent to ${to.pid}, which is dead`)
    this.signals.push({ to, signal })
    if (signal === "SIGKILL" || !(to.deaf || to.hears())) this.kill(to)
  }

  #end(process: FakeProcess, state: "gone" | "defunct"): void {
    const ends = this.isAlive(process)
    process.state = state
    if (ends) for (const listener of this.onEnd) listener(process)
  }

  isAlive(process: FakeProcess): boolean {
    return process.state === "running" || process.state === "stopped"
  }

  /** The row of a number in the observer's namespace, the newest holder first. */
  row(pid: number): FakeProcess | null {
    return (
      this.#all.findLast(
        (process) =>
          process.pid === pid &&
          process.namespace === this.here.namespace &&
          process.boot === this.here.boot &&
          process.state !== "gone"
      ) ?? null
    )
  }

  /** Everything alive in the observer's namespace. */
  living(): ReadonlyArray<FakeProcess> {
    return this.#all.filter(
      (process) =>
        this.isAlive(process) &&
        process.namespace === this.here.namespace &&
        process.boot === this.here.boot
    )
  }

  /** How a process names itself, as an owner and as work. */
  identify(process: FakeProcess): OwnerIdentity & WorkIdentity {
    const { boot, born, machine, namespace, pid } = process
    const value: FakeIdentity = { boot, born, machine, namespace, pid }
    return { scheme: fakeScheme, label: `fake pid ${pid}`, value }
  }
}
