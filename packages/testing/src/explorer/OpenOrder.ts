import type { JobId } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { memoryMedium } from "../simulator/Medium.ts"
import { Judgement } from "../simulator/Judgement.ts"
import type { Violation } from "../simulator/Judgement.ts"
import type { LifeAct } from "../simulator/LifeEvent.ts"
import { playAct } from "../simulator/playAct.ts"
import { settleDown } from "../simulator/settleDown.ts"
import type { SimulatedHost } from "../simulator/SimulatedHost.ts"
import { SimulatedCast } from "../simulator/SimulatedCast.ts"
import type { Turns } from "../simulator/simulatedStore.ts"
import type { WorldOrder } from "../simulator/SimulatedWorld.ts"
import { SimulatedWorld } from "../simulator/SimulatedWorld.ts"
import type { SimulatedThread } from "../simulator/SimulatedThread.ts"
import { tellAct } from "../simulator/tellLife.ts"
import type { TraceEntry } from "../simulator/Trace.ts"
import type { Alphabet } from "./Alphabet.ts"
import { Fingerprint } from "./Fingerprint.ts"
import { Learned } from "./Learned.ts"

/** Something that can happen next. */
export interface Choice {
  readonly name: string
  readonly take: () => void
}

/** A process that is about to do something to the shared world, or to look at it. */
interface Gate {
  readonly thread: SimulatedThread
  readonly operation: string
  readonly name: string
  readonly open: () => void
}

/**
 * One order of an alphabet, as far as it was chosen. Between two choices every process runs until it
 * is about to do something to the shared world or to look at it: nothing before that concerns others.
 */
export class OpenOrder {
  readonly world: SimulatedWorld
  readonly #backing = MemoryJobStore.makeBacking()
  /** The names of what was chosen. */
  readonly chosen: Array<string> = []
  readonly #judgement = new Judgement()
  readonly #cast: SimulatedCast
  readonly #left: Array<LifeAct | null>
  #gates: ReadonlyArray<Gate> = []
  readonly #learned = new Map<SimulatedThread, Learned>()
  /** What stands of each job, in its order. */
  readonly #written = new Map<JobId, Fingerprint>()
  /** Jobs that somebody was told to be over. */
  readonly #told = new Set<JobId>()
  /** Everything else that the laws have seen: they do not ask in which order. */
  #seen = 0
  #lags: number
  #isCalm = false

  /** @param store what a process has for a store, made of its handle on the shared one */
  constructor(alphabet: Alphabet, store: WorldOrder["store"] = (handle) => handle) {
    this.world = new SimulatedWorld(
      {
        store,
        medium: () => memoryMedium(this.#backing),
        random: () => 0,
        pace: { preempt: 0, lag: 0 },
        draw: (thread) => this.#of(thread).draw(),
        turns: (thread) => this.#turnsOf(thread)
      },
      (entry) => this.#see(entry)
    )
    this.#cast = new SimulatedCast(this.world, "small")
    this.#left = [...alphabet.letters]
    this.#lags = alphabet.lags
    // Everybody is there from the beginning, so that nobody's number depends on the order.
    for (const act of [...alphabet.before, ...alphabet.letters]) {
      if ("who" in act) this.#cast.host(act.who)
    }
    for (const act of alphabet.before) {
      this.#play(act)
      this.#run("before")
      while (this.#gates.length > 0) this.#openGate(this.#gates[0]!)
    }
  }

  get violation(): Violation | null {
    return this.#judgement.violation
  }

  /** All that can happen now, always in the same order. None: this order has come to its end. */
  choices(): ReadonlyArray<Choice> {
    const choices: Array<Choice> = this.#gates
      .filter(({ thread }) => thread.state === "running")
      .map((gate) => ({ name: gate.name, take: () => this.#openGate(gate) }))
    let isWaiting = false
    this.#left.forEach((act, at) => {
      if (act === null) return
      isWaiting = true
      if (!this.#means(act)) return
      const take = () => {
        this.#left[at] = null
        this.#play(act)
        this.#run(`letter ${at}`)
      }
      choices.push({ name: tellAct(act), take })
    })
    const isFree = choices.length === 0 && isWaiting
    if ((isFree || (choices.length > 0 && this.#lags > 0)) && this.world.simulation.hasTimer()) {
      const take = () => {
        if (!isFree) this.#lags -= 1
        this.world.simulation.fireNext()
        this.#run("timer")
      }
      choices.push({ name: "the next timer fires", take })
    }
    return choices
  }

  take(choice: Choice): void {
    this.chosen.push(choice.name)
    choice.take()
  }

  /** Two orders with the same key go on in the same ways, and have shown the laws the same. */
  key(): number {
    const key = new Fingerprint()
    key.add(`${this.#left.map((act) => (act === null ? 0 : 1)).join("")} ${this.#lags}`)
    key.add(`${this.world.simulation.awakeMillis} ${this.world.simulation.wallMillis}`)
    key.add(`${this.#seen}`)
    for (const written of this.#written.values()) key.add(`${written.value}`)
    for (const learned of this.#learned.values()) key.add(learned.key())
    const { active, jobs, settled } = this.#backing
    for (const [id, { armed, doubt, leases, log, progress }] of jobs) {
      key.add(`${id} ${active.has(id)} ${settled.get(id)} ${log.length} ${armed !== null}`)
      key.add(JSON.stringify(progress))
      for (const renewedAt of leases.values()) key.add(`${renewedAt}`)
      key.add(`${doubt?.about} ${doubt?.at}`)
    }
    return key.value
  }

  /** Lets all faults be over, time pass, and the laws judge. */
  end(): void {
    this.#isCalm = true
    settleDown(this.world, () => this.violation !== null)
    this.#judgement.end(this.world)
  }

  #see(entry: TraceEntry): void {
    this.#judgement.see(entry, this.world)
    if ((entry._tag === "Writes" && entry.won) || entry._tag === "Removes") {
      const written = this.#written.get(entry.id) ?? new Fingerprint()
      written.add(printOf(entry)!)
      this.#written.set(entry.id, written)
      return
    }
    if (entry._tag === "Answers") {
      for (const { id, saved, state } of entry.jobs) {
        if (saved && state._tag === "Settled") this.#told.add(id)
      }
    }
    const text = printOf(entry)
    if (text === null) return
    const print = new Fingerprint()
    print.add(text)
    this.#seen = (this.#seen + print.value) % Number.MAX_SAFE_INTEGER
  }

  #play(act: LifeAct): void {
    // What is asked now may not be answered with less than what was told before.
    const told = [...this.#told].sort().join()
    if ("who" in act) this.#of(this.#cast.host(act.who).thread).answered(`asked ${told}`)
    this.world.record({ _tag: "Happens", step: this.world.step, act })
    playAct(this.#cast, act)
    if (act.do === "pass") {
      const { simulation } = this.world
      simulation.passTo(simulation.awakeMillis + act.millis)
    }
  }

  /** A letter waits until there is what it happens to. */
  #means(act: LifeAct): boolean {
    switch (act.do) {
      case "tell":
        return this.#cast.runner(act.job)?.isOpen === true
      case "own":
        return this.#cast.job(act.job) !== null && this.#cast.living(act.who) !== null
      case "continue":
        return this.#cast.living(act.who)?.thread.state === "stopped"
      default:
        return !("who" in act) || this.#cast.living(act.who) !== null
    }
  }

  #openGate(gate: Gate): void {
    this.#removeGate(gate)
    gate.open()
    // Whoever it wakes by a change of the store is not told of which.
    this.#run(changing.has(gate.operation) ? "the store changed" : gate.operation)
  }

  /** Lets everybody run whom the last choice has set going, and notes what they could learn of it. */
  #run(of: string): void {
    const { simulation } = this.world
    simulation.runReady()
    for (const learned of this.#learned.values()) learned.chosen(of, simulation.wallMillis)
    for (const host of this.world.hosts) {
      if (this.#isIdle(host)) this.#of(host.thread).forget()
    }
    this.#gates = this.#gates.filter(({ thread }) => thread.state !== "dead")
  }

  #turnsOf(thread: SimulatedThread): Turns {
    const learned = this.#of(thread)
    const take: Turns["take"] = (operation, subject) => (call) => {
      if (this.#isCalm) return call
      const gate = Effect.callback<void>((resume) => {
        const who = this.world.hosts.find((host) => host.thread === thread)?.name
        const entry: Gate = {
          thread,
          operation,
          name: `${who}: ${operation} ${subject}`.trimEnd(),
          open: () => resume(Effect.void)
        }
        this.#gates = [...this.#gates, entry]
        return Effect.sync(() => this.#removeGate(entry))
      })
      const answered = Effect.onExit(call, (exit) =>
        Effect.sync(() => this.#answered(learned, operation, exit))
      )
      return Effect.andThen(gate, answered)
    }
    return { take, listens: () => learned.listen() }
  }

  #of(thread: SimulatedThread): Learned {
    const known = this.#learned.get(thread)
    if (known !== undefined) return known
    const learned = new Learned(thread, this.#learned.size + 1)
    this.#learned.set(thread, learned)
    return learned
  }

  /** It waits for nothing: no answer, no turn, no time. */
  #isIdle({ exit, open, signals, thread }: SimulatedHost): boolean {
    const waits = open.size + exit.open() + signals.open() + thread.timers > 0
    return !waits && !this.#gates.some((gate) => gate.thread === thread)
  }

  #removeGate(gate: Gate): void {
    this.#gates = this.#gates.filter((one) => one !== gate)
  }

  #answered(by: Learned, operation: string, exit: Exit.Exit<unknown, unknown>): void {
    const answer = Exit.isSuccess(exit) ? JSON.stringify(exit.value) : "fails"
    by.answered(`${operation} ${answer}`)
    if (!changing.has(operation)) return
    for (const learned of this.#learned.values()) if (learned !== by) learned.storeChanged()
  }
}

/** After these, whoever listens to changes may have been woken. */
const changing: ReadonlySet<string> = new Set([
  "submit",
  "publishOnce",
  "putProgress",
  "arm",
  "index",
  "appendLog",
  "remove"
])

/** What the laws remember of an entry. Null: nothing that does not stand elsewhere. */
const printOf = (entry: TraceEntry): string | null => {
  switch (entry._tag) {
    case "Happens":
      return null
    case "Writes":
      return entry.won ? `${entry.by.name} ${entry.fact} ${JSON.stringify(entry.value)}` : null
    case "Removes":
      return `${entry.by.name} removes`
    case "PowerTakes":
      return `the power takes ${entry.fact}`
    case "Fails":
      return `${entry.by.name} ${entry.operation} ${entry.subject} ${entry.landed}`
    case "Reports":
      return null
    case "HookRuns":
      return `${entry.by.name} hook of ${entry.id}`
    case "RunnerStarts":
      return `${entry.by.name} runs ${entry.id}`
    case "Answers":
      return entry.error === null ? null : `${entry.by.name} ${entry.error}`
    case "Ends":
      return `${entry.who.name} ${entry.how}`
  }
}
