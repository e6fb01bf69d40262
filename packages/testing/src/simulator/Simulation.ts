import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import type { Task } from "./SimulatedThread.ts"
import { SimulatedThread } from "./SimulatedThread.ts"
import type { Timer } from "./Timers.ts"
import { Timers } from "./Timers.ts"

/** How unkind the machine is: chances from 0 to 1. */
export interface Pace {
  /** That a fiber is set aside between any two of its operations. */
  readonly preempt: number
  /** That a timer fires although fibers could still run. */
  readonly lag: number
}

/** A timer that is further away than this does not overtake fibers that could run. */
const longestLagMillis = 1_000

/** Where simulated wall time begins. */
const epochMillis = 1_700_000_000_000

/**
 * Runs the fibers of several simulated processes in one thread, in an order that a seed decides, on
 * one virtual clock. The same seed gives the same order. Nothing in it waits for real time.
 *
 * Awake time passes when nothing can run, to the next timer; wall time is that plus whatever the
 * clock was set by and the machine slept.
 *
 * **Gotchas**: a promise or a real timer inside a simulated program is outside of this: its fiber
 * never goes on.
 */
export class Simulation {
  /** Decides the order. */
  readonly random: () => number
  /** Steps taken: every piece of a fiber that ran, every timer that fired. */
  steps = 0
  #pace: Pace
  /** Nothing is set aside any more, nothing is late, and nothing stands still. */
  isCalm = false
  #awake = 0
  #wallAhead = 0
  #slept = 0
  readonly #ready: Array<Task> = []
  readonly #timers = new Timers()
  readonly #onTurn: (of: SimulatedThread) => void
  /** Who is in the middle of something while others run. */
  readonly #inside = new Set<SimulatedThread>()
  /** Whose turn it is. Whatever wakes a fiber of another process is heard at that one's turn. */
  #current: SimulatedThread | null = null

  /** @param onTurn called before each piece of a process's fibers */
  constructor(random: () => number, pace: Pace, onTurn: (of: SimulatedThread) => void = () => {}) {
    this.random = random
    this.#pace = pace
    this.#onTurn = onTurn
  }

  /** Milliseconds that the machine was awake. */
  get awakeMillis(): number {
    return this.#awake
  }

  /** What the wall clock shows, in whole milliseconds since the epoch. */
  get wallMillis(): number {
    return Math.floor(epochMillis + this.#awake + this.#wallAhead)
  }

  /** Sets the wall clock forward or back. */
  stepClock(millis: number): void {
    this.#wallAhead += millis
  }

  /** The machine sleeps: the wall clock goes on, awake time does not. */
  suspend(millis: number): void {
    this.#wallAhead += millis
    this.#slept += millis
  }

  /** From here on nothing is set aside and nothing is late. */
  calm(): void {
    this.#pace = { preempt: 0, lag: 0 }
    this.isCalm = true
  }

  /** Somebody sets the wall clock right. */
  setClockRight(): void {
    this.#wallAhead = this.#slept
  }

  /** Lets awake time pass when nothing is due. */
  passTo(awakeMillis: number): void {
    this.#awake = Math.max(this.#awake, awakeMillis)
  }

  /** Lets so much awake time pass, and runs what becomes due in it to its end, unless all is over. */
  pass(millis: number, isOver: () => boolean): void {
    const until = this.#awake + millis
    while (!isOver() && this.step(until));
    this.passTo(until)
  }

  /** A process that can run fibers. @param draw the random numbers that its programs get */
  thread(draw: (of: SimulatedThread) => number = this.random): SimulatedThread {
    return new SimulatedThread((of) =>
      Context.make(Clock.Clock, this.#clockOf(of)).pipe(
        Context.add(Scheduler.Scheduler, this.#schedulerOf(of)),
        Context.add(Logger.CurrentLoggers, new Set<never>()),
        Context.add(Random.Random, {
          nextDoubleUnsafe: () => draw(of),
          nextIntUnsafe: () => Math.floor(draw(of) * 2 ** 32) - 2 ** 31
        })
      )
    )
  }

  fork<A, E>(thread: SimulatedThread, effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> {
    return this.#turn(thread, () => Effect.runForkWith(thread.context)(effect))
  }

  /** Its fibers never run again: their finalizers included, as after SIGKILL. */
  kill(thread: SimulatedThread): void {
    thread.state = "dead"
    thread.held.length = 0
    thread.timers = 0
  }

  stop(thread: SimulatedThread): void {
    if (thread.state === "running") thread.state = "stopped"
  }

  continue(thread: SimulatedThread): void {
    if (thread.state !== "stopped") return
    thread.state = "running"
    this.#ready.push(...thread.held.splice(0))
  }

  /**
   * Runs one piece of one fiber, or lets time pass to the next timer. False: nothing is left to do.
   * @param until the awake time that it does not pass
   */
  step(until = Infinity): boolean {
    for (;;) {
      const overtake = this.#ready.length > 0 && this.random() < this.#pace.lag
      if (this.#ready.length === 0 || overtake) {
        const latest = overtake ? this.#awake + longestLagMillis : Infinity
        const fired = this.#fireNext(Math.min(latest, until))
        if (fired || this.#ready.length === 0) return fired
      }
      if (this.#runOne()) return true
    }
  }

  /**
   * Lets somebody else run one piece while a process is in the middle of what it cannot be set aside in, as the
   * system does between two calls. No time passes. False: nobody else can run.
   */
  runBeside(thread: SimulatedThread): boolean {
    const free = this.#ready.filter(({ of }) => of !== thread && this.#isFree(of))
    if (free.length === 0) return false
    const task = free[Math.floor(this.random() * free.length)]!
    this.#ready.splice(this.#ready.indexOf(task), 1)
    this.#inside.add(thread)
    try {
      this.steps += 1
      this.#turn(task.of, task.run)
    } finally {
      this.#inside.delete(thread)
    }
    return true
  }

  /** The same for so much awake time: the process stands still meanwhile, unless all is calm. */
  passBeside(thread: SimulatedThread, millis: number): void {
    if (this.isCalm) return
    const until = this.#awake + millis
    this.#inside.add(thread)
    while (this.runBeside(thread) || this.#fireNext(until)) this.#inside.add(thread)
    this.#inside.delete(thread)
    this.passTo(until)
  }

  #isFree(of: SimulatedThread): boolean {
    return of.state === "running" && !this.#inside.has(of)
  }

  /** Runs whatever can run until nothing can, and lets no time pass. */
  runReady(): void {
    while (this.#ready.length > 0) this.#runOne()
  }

  /** Whether anybody who is alive waits for time to pass. */
  hasTimer(): boolean {
    return this.#timers.next() !== null
  }

  /** Lets time pass to the next timer, which makes its fiber able to run. False: there is none. */
  fireNext(): boolean {
    return this.#fireNext(Infinity)
  }

  /** False: the process whose turn it was cannot run. */
  #runOne(): boolean {
    const task = this.#takeReady()
    if (task.of.state === "dead") return false
    if (task.of.state === "stopped") {
      task.of.held.push(task)
      return false
    }
    this.steps += 1
    this.#turn(task.of, task.run)
    return true
  }

  #turn<A>(of: SimulatedThread, run: () => A): A {
    const before = this.#current
    this.#current = of
    of.turns += 1
    this.#onTurn(of)
    try {
      return run()
    } finally {
      this.#current = before
    }
  }

  #takeReady(): Task {
    const at = Math.floor(this.random() * this.#ready.length)
    return this.#ready.splice(at, 1)[0]!
  }

  #fireNext(latest: number): boolean {
    const timer = this.#timers.next()
    if (timer === null || timer.at > latest) return false
    this.#timers.remove(timer)
    this.#awake = Math.max(this.#awake, timer.at)
    this.steps += 1
    // It makes its fiber able to run, which then competes with the others.
    this.#ready.push({ of: timer.of, run: timer.fire })
    return true
  }

  #schedulerOf(of: SimulatedThread): Scheduler.Scheduler {
    return {
      executionMode: "async",
      // Two operations at least, or what is put back outgrows what is done.
      shouldYield: (fiber) =>
        this.#current !== of || (fiber.currentOpCount > 2 && this.random() < this.#pace.preempt),
      makeDispatcher: () => ({
        scheduleTask: (run) => {
          if (of.state !== "dead") this.#ready.push({ of, run })
        },
        flush: () => {}
      })
    }
  }

  #clockOf(of: SimulatedThread): Clock.Clock {
    const wall = () => this.wallMillis
    const wallNanos = () => BigInt(this.wallMillis) * 1_000_000n
    const awakeNanos = () => BigInt(Math.round(this.#awake * 1e6))
    return {
      currentTimeMillisUnsafe: wall,
      currentTimeMillis: Effect.sync(wall),
      currentTimeNanosUnsafe: wallNanos,
      currentTimeNanos: Effect.sync(wallNanos),
      monotonicTimeNanosUnsafe: awakeNanos,
      monotonicTimeNanos: Effect.sync(awakeNanos),
      sleep: (duration) => {
        const millis = Duration.toMillis(duration)
        if (!(millis > 0)) return Effect.yieldNow
        if (!Number.isFinite(millis)) return Effect.never
        return Effect.callback<void>((resume) => {
          const timer: Timer = {
            of,
            at: this.#awake + millis,
            tie: this.random(),
            fire: () => resume(Effect.void)
          }
          this.#timers.add(timer)
          return Effect.sync(() => this.#timers.remove(timer))
        })
      }
    }
  }
}
