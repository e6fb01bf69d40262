import type { Created, JobId } from "@job-lifecycle/engine"
import type { Cast, JobPlan } from "./LifeEvent.ts"
import { plainPlan } from "./LifeEvent.ts"
import type { ScriptedRunner } from "./ScriptedRunner.ts"
import type { SimulatedHost } from "./SimulatedHost.ts"
import type { SimulatedWorld } from "./SimulatedWorld.ts"

/** The parts that are played from the beginning. A namespace makes its processes unseen elsewhere. */
const parts: Record<Cast, ReadonlyArray<{ readonly name: string; readonly namespace?: string }>> = {
  small: [{ name: "owner" }, { name: "reader" }, { name: "other reader" }],
  full: [
    { name: "owner" },
    { name: "launcher" },
    { name: "other owner" },
    { name: "reader" },
    { name: "canceller" },
    { name: "pruner" },
    { name: "hook" },
    { name: "container", namespace: "container" }
  ]
}

/** Who plays what in a life. A part whose process is dead gets a new process when it acts again. */
export class SimulatedCast {
  readonly world: SimulatedWorld
  /** What was asked for with each submitted job, for whoever claims it. */
  readonly plans = new Map<JobId, JobPlan>()
  readonly #cast: Cast
  readonly #now: Array<SimulatedHost | undefined> = []

  constructor(world: SimulatedWorld, cast: Cast) {
    this.world = world
    this.#cast = cast
  }

  /** How many parts there are. */
  static size(cast: Cast): number {
    return parts[cast].length
  }

  /** The process of a part, alive. */
  host(who: number): SimulatedHost {
    const at = who % this.#parts
    return this.living(at) ?? (this.#now[at] = this.#startPart(at))
  }

  /** The process of a part, when it is alive. */
  living(who: number): SimulatedHost | null {
    const host = this.#now[who % this.#parts]
    return host === undefined || host.diedAt !== null ? null : host
  }

  /** One process more, which plays a part from now on. It carries the token that it was started with. */
  start(name: string, token: string): SimulatedHost {
    const host = this.world.host(name, undefined, token)
    this.#now.push(host)
    return host
  }

  job(nth: number): JobId | null {
    const { jobs } = this.world
    return jobs.length === 0 ? null : jobs[nth % jobs.length]!
  }

  runner(nth: number): ScriptedRunner | null {
    const id = this.job(nth)
    return id === null ? null : (this.world.runners.get(id) ?? null)
  }

  /** What was asked for with a job: no more than its record says until its submitter has heard of it. */
  planOf(id: JobId): JobPlan {
    const created = this.world.records.jobs.get(id)?.facts.get("created") as Created | undefined
    return this.plans.get(id) ?? { ...plainPlan, command: created?.request.kind === "command" }
  }

  get #parts(): number {
    return Math.max(parts[this.#cast].length, this.#now.length)
  }

  #startPart(at: number): SimulatedHost {
    const { name, namespace } = parts[this.#cast][at] ?? { name: "owner" }
    return this.world.host(name, namespace)
  }
}
