import type { FactName, Job, JobFacts, JobId, Recovered } from "@job-lifecycle/engine"
import {
  EndHook,
  JobLifecycle,
  JobStore,
  LivenessChannel,
  OwnerProbe,
  ProcessExit,
  Recover,
  TerminationSignals,
  WorkStopper
} from "@job-lifecycle/engine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { FakeChannels } from "../fakes/FakeLivenessChannel.ts"
import { FakeOwnerProbe } from "../fakes/FakeOwnerProbe.ts"
import { makeFakeProcessExit } from "../fakes/FakeProcessExit.ts"
import type { FakeProcess } from "../fakes/FakeProcessTable.ts"
import { FakeProcessTable } from "../fakes/FakeProcessTable.ts"
import { makeFakeTerminationSignals } from "../fakes/FakeTerminationSignals.ts"
import { FakeWorkStopper } from "../fakes/FakeWorkStopper.ts"
import { anybodyFirst, inTurnProbe, inTurnStopper } from "./inTurn.ts"
import type { Handle, Landed, Medium, Records } from "./Medium.ts"
import { memoryMedium } from "./Medium.ts"
import type { SimulatedHost } from "./SimulatedHost.ts"
import { simulatedStore } from "./simulatedStore.ts"
import type { SimulatedFault, Turns } from "./simulatedStore.ts"
import type { SimulatedThread } from "./SimulatedThread.ts"
import type { Pace } from "./Simulation.ts"
import { Simulation } from "./Simulation.ts"
import type { ScriptedRunner } from "./ScriptedRunner.ts"
import { tagOf } from "./tagOf.ts"
import type { TraceEntry } from "./Trace.ts"

/** Calls that are to fail. */
export interface PlannedFault extends SimulatedFault {
  readonly operation: string
  times: number
}

/** What decides the order of things in a world. */
export interface WorldOrder {
  /** Decides which fiber runs next. */
  readonly random: () => number
  readonly pace: Pace
  /** The next random number of a process. Default: those that decide the order. */
  readonly draw?: (thread: SimulatedThread) => number
  /** What a process has for a store, made of its handle on the shared one. Default: that handle. */
  readonly store?: (handle: JobStore["Service"]) => JobStore["Service"]
  /** What the processes keep their records on. Default: memory. */
  readonly medium?: (simulation: Simulation) => Medium
  /** How a process takes its turn. Default: whatever can run may come first. */
  readonly turns?: (thread: SimulatedThread) => Turns
}

/** A machine with processes that share one store, and a trace of everything that they do. */
export class SimulatedWorld {
  readonly simulation: Simulation
  readonly table = new FakeProcessTable()
  readonly channels = new FakeChannels(this.table)
  readonly medium: Medium
  readonly entries: Array<TraceEntry> = []
  /** Every process that ever embedded the engine, in the order of their starts. */
  readonly hosts: Array<SimulatedHost> = []
  /** Every job that was recorded, in that order. */
  readonly jobs: Array<JobId> = []
  readonly runners = new Map<JobId, ScriptedRunner>()
  readonly faults: Array<PlannedFault> = []
  /** Facts that nobody can read any more. */
  readonly torn = new Map<JobId, Set<FactName>>()
  isDiskFull = false
  /** Who looks at everything when all is over, once it does. */
  lastReader: SimulatedHost | null = null
  /** The wall time at which it began to look, in milliseconds. */
  lastLookMillis = 0
  readonly #order: WorldOrder
  readonly #see: (entry: TraceEntry) => void
  readonly #hostOf = new Map<FakeProcess, SimulatedHost>()
  readonly #handles = new Map<SimulatedHost, Handle>()
  readonly #scopes = new Map<SimulatedThread, FakeProcess>()

  constructor(order: WorldOrder, see: (entry: TraceEntry) => void) {
    const { pace, random } = order
    this.simulation = new Simulation(random, pace, (thread) => this.#standWhere(thread))
    this.medium = (order.medium ?? (() => memoryMedium()))(this.simulation)
    this.#order = order
    this.#see = see
    this.table.onEnd.add((process) => {
      const host = this.#hostOf.get(process)
      if (host !== undefined) this.#ended(host)
    })
  }

  /** What is on record, as nobody in particular sees it. */
  get records(): Records {
    return this.medium.records
  }

  get step(): number {
    return this.simulation.steps
  }

  record(entry: TraceEntry): void {
    this.entries.push(entry)
    this.#see(entry)
  }

  /** Starts a process that embeds the engine. */
  host(name: string, namespace = "initial", token?: string): SimulatedHost {
    const signals = makeFakeTerminationSignals()
    const exit = makeFakeProcessExit()
    const process = this.table.spawn({
      namespace,
      ...(token === undefined ? {} : { token }),
      hears: () => host.signals.deliver("SIGTERM")
    })
    const thread = this.simulation.thread(this.#order.draw)
    this.#scopes.set(thread, process)
    const turns = this.#order.turns?.(thread) ?? anybodyFirst
    const wrote = (id: JobId, fact: FactName, value: unknown, won: boolean) => {
      if (fact === "created" && won) this.jobs.push(id)
      this.record({ _tag: "Writes", step: this.step, by: host, id, fact, value, won })
    }
    const removed = (id: JobId) => this.record({ _tag: "Removes", step: this.step, by: host, id })
    const landed: Landed = { wrote: (id, fact, value) => wrote(id, fact, value, true), removed }
    const handle = this.medium.open(() => host, landed)
    const store = simulatedStore(this.#order.store?.(handle.store) ?? handle.store, {
      isDead: handle.isDead ?? null,
      outcomeOf: (id) => this.records.jobs.get(id)?.facts.get("outcome"),
      turns,
      fault: (operation, subject) => {
        const fault = this.#faultOf(operation)
        if (fault !== null) {
          const { landed } = fault
          this.record({ _tag: "Fails", step: this.step, by: host, operation, subject, landed })
        }
        return fault
      },
      wrote,
      failed: (operation, subject) =>
        this.record({ _tag: "Fails", step: this.step, by: host, operation, subject, landed: true }),
      reported: (id) => this.record({ _tag: "Reports", step: this.step, by: host, id }),
      crash: () => (handle.isDead === undefined ? crashOf(host) : null),
      die: () => this.table.kill(host.process),
      roomFor: (id) => this.#roomFor(id),
      removed
    })
    const platform = thread.context.pipe(
      Context.add(JobStore, store),
      Context.add(OwnerProbe, inTurnProbe(FakeOwnerProbe.make(this.table, process), turns)),
      Context.add(WorkStopper, inTurnStopper(FakeWorkStopper.make(this.table, process), turns)),
      Context.add(TerminationSignals, signals.service),
      Context.add(ProcessExit, exit.service),
      Context.add(LivenessChannel, this.channels.of(process)),
      Context.add(Recover, (facts) => this.#known(facts)),
      Context.add(EndHook, ({ id }) =>
        Effect.sync(() => {
          this.record({ _tag: "HookRuns", step: this.step, by: host, id })
          return { exitCode: 0, problem: null }
        })
      )
    )
    const built = Effect.runSyncWith(platform)(
      Layer.buildWithScope(JobLifecycle.layer, Scope.makeUnsafe())
    )
    const host: SimulatedHost = {
      name: `${name} (${process.pid})`,
      process,
      thread,
      signals,
      exit,
      jobs: Context.get(built, JobLifecycle),
      open: new Map(),
      wasInterrupted: false,
      crash: null,
      diedAt: null
    }
    this.hosts.push(host)
    this.#hostOf.set(process, host)
    if (handle.close !== undefined) this.#handles.set(host, handle)
    return host
  }

  /** Lets a process ask something, and records the answer when it comes. */
  ask<E>(
    by: SimulatedHost,
    call: string,
    effect: Effect.Effect<ReadonlyArray<Job>, E>
  ): Fiber.Fiber<ReadonlyArray<Job>, E> {
    const asked = this.step
    const fiber = this.simulation.fork(by.thread, effect)
    by.open.set(fiber, { call, asked })
    fiber.addObserver((exit) => {
      by.open.delete(fiber)
      const jobs = Exit.isSuccess(exit) ? exit.value : []
      const error = Exit.isSuccess(exit) ? null : tagOf(exit.cause)
      this.record({ _tag: "Answers", step: this.step, asked, by, call, jobs, error })
    })
    return fiber
  }

  /** Ends everything at once and starts the machine anew. */
  reboot(): void {
    this.table.reboot()
    for (const loss of this.medium.cutPower?.() ?? []) {
      if (loss.how === "torn") this.#noteTorn(loss.id, loss.fact)
      this.record({ _tag: "PowerTakes", step: this.step, ...loss })
    }
  }

  /** From now on nobody can read this fact, if it is there. */
  tear(id: JobId, fact: FactName): void {
    if (this.records.jobs.get(id)?.facts.has(fact) !== true) return
    this.#noteTorn(id, fact)
    this.medium.tear(id, fact)
  }

  /** There is no room on the disk any more, or again. */
  fillDisk(full: boolean): void {
    this.isDiskFull = full
    this.medium.fill?.(full)
  }

  #noteTorn(id: JobId, fact: FactName): void {
    this.torn.set(id, (this.torn.get(id) ?? new Set()).add(fact))
  }

  hostOf(process: FakeProcess): SimulatedHost | undefined {
    return this.#hostOf.get(process)
  }

  #ended(host: SimulatedHost): void {
    if (host.diedAt !== null) return
    host.diedAt = this.step
    this.simulation.kill(host.thread)
    this.#handles.get(host)?.close?.()
    this.record({ _tag: "Ends", step: this.step, who: host, how: host.process.state })
  }

  /** What the host knows of a job whose owner is gone. */
  #known({ id }: JobFacts): Effect.Effect<Recovered> {
    switch (this.runners.get(id)?.plan.recover) {
      case "result":
        return Effect.succeed({ _tag: "Result", value: { recovered: id } })
      case "failure":
        return Effect.succeed({ _tag: "Failure", message: "its log says so" })
      case "breaks":
        return Effect.die(new Error("a defect of the hook"))
      case undefined:
        return Effect.succeed({ _tag: "NothingKnown" })
    }
  }

  #faultOf(operation: string): SimulatedFault | null {
    const isRefused = this.isDiskFull && this.medium.fill === undefined
    if (isRefused && takesRoom.has(operation)) return { reason: "NoSpace", landed: false }
    const fault = this.faults.find((one) => one.operation === operation && one.times > 0)
    if (fault === undefined) return null
    fault.times -= 1
    return fault
  }

  #roomFor(id: JobId): number {
    if (!this.isDiskFull || this.medium.fill !== undefined) return Infinity
    return (this.records.jobs.get(id)?.armed ?? null) === null ? 0 : roomSetAside
  }

  /** The table is looked at from where the process stands whose turn it is. */
  #standWhere(thread: SimulatedThread): void {
    const { machine, namespace } = this.#scopes.get(thread)!
    const { here } = this.table
    if (here.namespace === namespace && here.machine === machine) return
    this.table.here = { machine, namespace, boot: here.boot }
  }
}

/** How many characters of an outcome fit where the last gasp was prepared. */
const roomSetAside = 4_000

/** Operations that a full disk refuses. */
const takesRoom: ReadonlySet<string> = new Set([
  "submit",
  "publishOnce",
  "putProgress",
  "renewLease",
  "doubtLease",
  "arm",
  "index",
  "appendLog"
])

const crashOf = (host: SimulatedHost): "before" | "after" | null => {
  const { crash } = host
  if (crash === null || (crash.operations -= 1) > 0) return null
  return crash.landed ? "after" : "before"
}
