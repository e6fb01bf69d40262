import type { JobId, RunnerContext } from "@job-lifecycle/engine"
import { ExitCodeZero, RunnerFailed, RunnerNotStarted } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { FakeProcess, FakeProcessTable } from "../fakes/FakeProcessTable.ts"
import type { JobPlan, RunnerWord } from "./LifeEvent.ts"
import type { SimulatedHost } from "./SimulatedHost.ts"

type Heard = RunnerWord | "workEnded"

/** The world, as far as the work of a runner touches it. */
interface Surroundings {
  readonly table: FakeProcessTable
  /** How many steps it has taken. */
  readonly step: number
}

/** The runner of one job: does what it is told, one word after the other, and until then waits. */
export class ScriptedRunner {
  readonly id: JobId
  readonly host: SimulatedHost
  readonly plan: JobPlan
  /** What it started outside its owner, once it did. */
  work: FakeProcess | null = null
  /** It has named that to its owner. */
  isNamed = false
  /** What it talks to, once it does. */
  client: FakeProcess | null = null
  /** It has begun and not ended yet. */
  isOpen = false
  /** It has said that its client is gone. */
  isClientGone = false
  readonly #world: Surroundings
  readonly #words: Array<Heard> = []
  #waiting: (() => void) | null = null

  constructor(world: Surroundings, host: SimulatedHost, plan: JobPlan, id: JobId) {
    this.#world = world
    this.host = host
    this.plan = plan
    this.id = id
  }

  /** Says a word to it. What is done to its work is done at once. */
  say(word: RunnerWord): void {
    if (word === "endWork") this.#endWork()
    else if (word === "endClient") this.#endClient()
    else this.#hear(word)
  }

  #endWork(): void {
    if (this.work !== null && this.#world.table.isAlive(this.work)) {
      this.#world.table.kill(this.work)
    }
  }

  #endClient(): void {
    if (this.client !== null && this.#world.table.isAlive(this.client)) {
      this.#world.table.kill(this.client)
    }
  }

  #hear(word: Heard): void {
    this.#words.push(word)
    this.#waiting?.()
    this.#waiting = null
  }

  /** What the owner runs. */
  run(context: RunnerContext): Effect.Effect<unknown, RunnerFailed | RunnerNotStarted> {
    const loop = Effect.onExit(
      Effect.suspend(() => {
        this.isOpen = true
        const told = this.#next(context)
        return this.plan.startsLast === true
          ? Effect.onInterrupt(told, () => this.#start(context, false))
          : told
      }),
      () =>
        Effect.sync(() => {
          this.isOpen = false
        })
    )
    return this.plan.stubborn ? Effect.uninterruptible(loop) : loop
  }

  #next(context: RunnerContext): Effect.Effect<unknown, RunnerFailed | RunnerNotStarted> {
    const word = this.#words.shift()
    const again = Effect.suspend(() => this.#next(context))
    switch (word) {
      case undefined:
        return Effect.andThen(
          Effect.callback<void>((resume) => {
            const wake = () => resume(Effect.void)
            this.#waiting = wake
          }),
          again
        )
      case "progress":
        return Effect.andThen(context.progress({ message: `at ${this.#world.step}` }), again)
      case "log":
        return Effect.andThen(context.log(`line at ${this.#world.step}\n`), again)
      case "answered":
        return Effect.andThen(context.answered({ answer: this.id }), again)
      case "clientGone":
        this.isClientGone = true
        return Effect.andThen(context.clientExit(Effect.succeed("it went away")), again)
      case "talk":
        return Effect.andThen(this.#talk(context), again)
      case "startBroker":
        return Effect.andThen(
          Effect.sync(() => this.#world.table.spawn()),
          again
        )
      case "startWork":
      case "startDeafWork":
        return Effect.andThen(this.#start(context, word === "startDeafWork"), again)
      case "succeed":
        if (!this.plan.command) return Effect.succeed({ answer: this.id })
        this.#endWork()
        return Effect.succeed(ExitCodeZero)
      case "nothing":
        return Effect.void
      case "die":
        return Effect.die(new Error("a defect of the runner"))
      case "notStarted":
        return Effect.fail(
          new RunnerNotStarted({ message: "no such program", code: "ENOENT", stderrTail: "" })
        )
      case "fail":
        return Effect.fail(failed(3, null))
      case "workEnded":
        return Effect.fail(failed(null, "SIGKILL"))
      case "endWork":
      case "endClient":
        return again
    }
  }

  /** Its client is a process of its own, whose end it is told of. */
  #talk(context: RunnerContext): Effect.Effect<void> {
    if (this.client !== null) return Effect.void
    const { table } = this.#world
    const client = table.spawn()
    this.client = client
    return context.clientExit(
      Effect.callback<string>((resume) => {
        const ended = (process: FakeProcess) => {
          if (process !== client) return
          table.onEnd.delete(ended)
          resume(Effect.succeed("its process ended"))
        }
        table.onEnd.add(ended)
        return Effect.sync(() => table.onEnd.delete(ended))
      })
    )
  }

  /** A command is started once; its end is the runner's. */
  #start(context: RunnerContext, deaf: boolean): Effect.Effect<void> {
    if (this.work !== null) return Effect.void
    const { table } = this.#world
    const work = table.spawn({ parent: this.host.process, token: context.token, deaf })
    this.work = work
    const ended = (process: FakeProcess) => {
      if (process !== work) return
      table.onEnd.delete(ended)
      this.#hear("workEnded")
    }
    table.onEnd.add(ended)
    return Effect.andThen(
      context.work(table.identify(work)),
      Effect.sync(() => {
        this.isNamed = true
      })
    )
  }
}

const failed = (exitCode: number | null, signal: string | null) =>
  new RunnerFailed({ message: "it failed", exitCode, signal, stderrTail: "" })
