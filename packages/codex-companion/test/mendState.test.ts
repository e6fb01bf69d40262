import { assert, describe, it } from "@effect/vitest"
import { jobIdOf } from "@job-lifecycle/codex-companion"
import type { HostJob, HostState } from "@job-lifecycle/codex-companion"
import { decodeState } from "@job-lifecycle/codex-companion"
import type { Known } from "../src/store/mendState.ts"
import { mendState } from "../src/store/mendState.ts"
import { completedTask } from "./samples.ts"

const over = (id: string): HostJob => ({ ...completedTask, id })

/** A list as it is read, and as one of us has written it. */
const listing = (jobs: ReadonlyArray<HostJob>, config: object | string) => {
  const reading = decodeState(JSON.stringify({ version: 1, config, jobs }))
  if (reading._tag !== "State") throw new Error(reading._tag)
  return reading
}
const lastWas = (jobs: ReadonlyArray<HostJob>, config: object): HostState =>
  listing(jobs, config).state

const known = (change: Partial<Known>): Known => ({
  open: [],
  settled: [],
  entryOf: () => null,
  strays: [],
  released: new Set(),
  last: null,
  ...change
})

const idsOf = (jobs: ReadonlyArray<HostJob>) => jobs.map(({ id }) => id)

describe("the list of the host", () => {
  it("lets a job go that is over and whose session has ended, though it is there as we wrote it", () => {
    const jobs = [over("task-1"), over("task-2")]
    const { state } = mendState(
      listing(jobs, {}),
      known({
        settled: [jobIdOf("task-1"), jobIdOf("task-2")],
        released: new Set(["task-1"]),
        last: lastWas(jobs, {})
      })
    )
    assert.deepStrictEqual(idsOf(state.jobs), ["task-2"])
  })

  it("keeps what it says of a job of which nothing can be made out any more (I8)", () => {
    const said = over("task-1")
    const { state } = mendState(listing([said], {}), known({ settled: [jobIdOf("task-1")] }))
    assert.deepStrictEqual(state.jobs, [said])
  })
})

describe("the settings in the list of the host", () => {
  const gate = { stopReviewGate: true }
  const defaults = { stopReviewGate: false }
  const ours = over("task-1")
  const settled = [jobIdOf("task-1")]
  const entryOf = () => ours
  const configOf = (
    jobs: ReadonlyArray<HostJob>,
    config: object | string,
    change: Partial<Known>
  ) => mendState(listing(jobs, config), known({ settled, entryOf, ...change })).state.config

  it("are as we last wrote them where the list has lost jobs of ours and they are the defaults (I8)", () =>
    assert.deepStrictEqual(configOf([], defaults, { last: lastWas([ours], gate) }), gate))

  it("are as we last wrote them where they cannot be read, though no job is lost (I8)", () =>
    assert.deepStrictEqual(configOf([ours], "none", { last: lastWas([ours], gate) }), gate))

  const believed: ReadonlyArray<[string, ReadonlyArray<HostJob>, object, Partial<Known>]> = [
    ["whatever else is lost, once somebody has set them", [], { ...defaults, later: false }, {}],
    [
      "where only jobs of older versions are gone",
      [ours],
      defaults,
      {
        last: lastWas([ours, over("task-old")], gate)
      }
    ],
    [
      "where only a job is gone whose session has ended",
      [],
      defaults,
      {
        released: new Set(["task-1"]),
        entryOf: () => null
      }
    ]
  ]
  for (const [what, jobs, config, change] of believed) {
    it(`are what it says ${what}`, () => {
      const last = lastWas([ours], gate)
      assert.deepStrictEqual(configOf(jobs, config, { last, ...change }), { ...config })
    })
  }
})
