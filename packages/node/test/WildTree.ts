import { seededRandom } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ProcessKey } from "../src/probe/ProcessKey.ts"
import type { ProcessRow } from "../src/stopping/ProcessRow.ts"
import { keyOf } from "../src/probe/ProcessKey.ts"
import type { WorkSignal } from "../src/probe/WorkSignal.ts"
import { ProcessTable } from "../src/stopping/ProcessTable.ts"
import { fakeScope } from "./FakeRows.ts"

/** How the processes of a tree behave: chances from 0 to 1, at each moment. */
export interface Manners {
  readonly forks: number
  readonly exits: number
  /** A process takes the token out of its environment, or leaves its session, or both. */
  readonly hides: number
  /** The table cannot be read, which passes. */
  readonly unread: number
  /** A process does not hear that it is asked to end. */
  readonly deaf: number
}

interface Wild {
  readonly pid: number
  readonly startTicks: number
  ppid: number
  group: number
  session: number
  token: string | null
  /** `stopping`: it was told to stop, and does one thing more before it hears that. */
  state: "running" | "stopping" | "stopped" | "defunct"
  /** The job's, whatever of it can be seen. */
  readonly ours: boolean
  readonly deaf: boolean
  /** It ends after so many moments. */
  left: number
}

export const token = "ours"
const self = 2

/**
 * Processes that do as they like whenever somebody looks, signals or waits: they fork, leave their session,
 * lose their token, end, are collected late; strangers come and go and get the numbers that are free.
 */
export class WildTree {
  readonly leader: Wild
  /** Signals that went to what is not the job's. */
  readonly strangersSignalled: Array<string> = []
  /** Keys of what was told to stop where it is. */
  readonly held = new Set<string>()
  #manners: Manners
  readonly #random: () => number
  #all: Array<Wild> = []
  #ticks = 1_000
  #isUnread = false

  constructor(seed: number, manners: Manners) {
    this.#random = seededRandom(seed)
    this.#manners = manners
    this.#add({ pid: 1, ppid: 0, token: null, ours: false })
    this.#add({ pid: self, ppid: 1, token: null, ours: false })
    for (let n = 0; n < 5; n++) this.#add({ ppid: 1, token: null, ours: false })
    this.leader = this.#add({ ppid: 1, token, ours: true })
  }

  /** The job's processes that are alive. */
  get alive(): ReadonlyArray<Wild> {
    return this.#all.filter(({ ours, state }) => ours && state !== "defunct")
  }

  /** What is recorded of the first one. */
  get identity() {
    const { pid, startTicks } = this.leader
    const value = { pid, startTicks, uid: 0, leadsGroup: true, ...fakeScope }
    return { scheme: "node", label: `pid ${pid}`, value }
  }

  /** From here on they do nothing but hear, or not. */
  settle(): void {
    this.#manners = { ...this.#manners, forks: 0, exits: 0, hides: 0 }
  }

  /** The job's processes to which a trail leads now: token, group and session, or a parent that has one. */
  traced(isNamed: boolean): ReadonlyArray<Wild> {
    const { pid } = this.leader
    const leads = isNamed && this.alive.includes(this.leader)
    const traced = this.alive.filter(
      (one) => one.token === token || (leads && (one.group === pid || one.session === pid))
    )
    for (const parent of traced) {
      for (const one of this.alive) {
        if (one.ppid === parent.pid && !traced.includes(one)) traced.push(one)
      }
    }
    return traced
  }

  /** Time passes. */
  pass(moments: number): void {
    for (let n = 0; n < moments; n++) this.#moment()
  }

  get layer() {
    return Layer.sync(ProcessTable, () => ({
      scope: Effect.succeed(fakeScope),
      self,
      showsTokens: true,
      rows: Effect.sync(() => {
        this.#sometimesPass()
        const rows = this.#all.map(rowOf)
        // A reading takes longer than a signal to arrive, and what a process did behind it is not in it.
        this.#moment()
        this.#isUnread = !this.#isUnread && this.#random() < this.#manners.unread
        return this.#isUnread ? null : rows
      }),
      lookAt: (key: ProcessKey) =>
        Effect.sync(() => {
          this.#sometimesPass()
          const found = this.#find(key)
          return found === undefined || found.state === "defunct" ? "Gone" : "Alive"
        }),
      signalIfSame: (key: ProcessKey, signal: WorkSignal) =>
        Effect.sync(() => {
          this.#sometimesPass()
          const found = this.#find(key)
          if (found === undefined || found.state === "defunct") return
          if (!found.ours) this.strangersSignalled.push(`${signal} to ${found.pid}`)
          this.#hear(found, signal)
        })
    }))
  }

  #find(key: ProcessKey): Wild | undefined {
    return this.#all.find((one) => keyOf(one) === keyOf(key))
  }

  #sometimesPass(): void {
    if (this.#random() < 0.5) this.#moment()
  }

  #hear(process: Wild, signal: WorkSignal): void {
    if (signal === "SIGKILL") return this.#end(process)
    if (signal === "SIGSTOP") {
      process.state = "stopping"
      this.held.add(keyOf(process))
    } else if (signal === "SIGCONT") process.state = "running"
    else if (!process.deaf && process.left === Number.POSITIVE_INFINITY) {
      process.left = Math.floor(this.#random() * 4)
    }
  }

  #moment(): void {
    this.#ticks += 1
    const { exits, forks, hides } = this.#manners
    for (const process of this.#all.filter(({ state }) => /^(running|stopping)$/.test(state))) {
      if (process.pid <= self) continue
      if (process.state === "stopping") process.state = "stopped"
      process.left -= 1
      if (process.left < 0) this.#end(process)
      else if (process.ours) {
        if (this.#random() < hides) this.#hide(process)
        if (this.#random() < forks) this.#fork(process)
        if (this.#random() < exits) this.#end(process)
      } else this.#beStrange(process)
    }
    if (!this.#isFull && this.#random() < 0.2) this.#add({ ppid: 1, token: null, ours: false })
    // Somebody collects what is dead.
    this.#all = this.#all.filter(({ state }) => state !== "defunct" || this.#random() < 0.7)
  }

  #beStrange(stranger: Wild): void {
    const { group, pid, session, token: inherited } = stranger
    if (!this.#isFull && this.#random() < 0.15) {
      this.#add({ ppid: pid, token: inherited, ours: false, group, session })
    }
    if (this.#random() < 0.15) this.#end(stranger)
  }

  get #isFull(): boolean {
    return this.#all.length > 25
  }

  #fork(parent: Wild): void {
    if (this.#isFull) return
    const isOtherJob = this.#random() < 0.1
    const { group, pid, session, token: inherited } = parent
    this.#add(
      isOtherJob
        ? { ppid: pid, token: "another", ours: false }
        : { ppid: pid, token: inherited, ours: true, group, session }
    )
  }

  #hide(process: Wild): void {
    if (this.#random() < 0.6) process.token = null
    if (this.#random() < 0.6 && process !== this.leader) {
      process.session = process.pid
      process.group = process.pid
    }
  }

  #end(process: Wild): void {
    for (const child of this.#all) if (child.ppid === process.pid) child.ppid = 1
    process.state = "defunct"
  }

  /** A number is given to nobody while a process, a group or a session has it. */
  #freeNumber(): number {
    const used = new Set(this.#all.flatMap(({ group, pid, session }) => [pid, group, session]))
    for (;;) {
      const number = 10 + Math.floor(this.#random() * 50)
      if (!used.has(number)) return number
    }
  }

  #add(
    made: Pick<Wild, "ppid" | "token" | "ours"> & Partial<Pick<Wild, "pid" | "group" | "session">>
  ): Wild {
    const pid = made.pid ?? this.#freeNumber()
    const process: Wild = {
      pid,
      startTicks: this.#ticks++,
      ppid: made.ppid,
      group: made.group ?? pid,
      session: made.session ?? pid,
      token: made.token,
      ours: made.ours,
      state: "running",
      deaf: made.ours && this.#random() < this.#manners.deaf,
      left: Number.POSITIVE_INFINITY
    }
    this.#all.push(process)
    return process
  }
}

const rowOf = ({
  group,
  pid,
  ppid,
  session,
  startTicks,
  state,
  token: shown
}: Wild): ProcessRow => ({
  pid,
  startTicks,
  ppid,
  group,
  session,
  alive: state !== "defunct",
  token: state === "defunct" ? null : shown
})
