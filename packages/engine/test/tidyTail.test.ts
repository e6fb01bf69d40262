import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { rawTailBytes, Redact, RunnerFailed, RunnerNotStarted } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { JobLifecycle } from "../src/JobLifecycle.ts"
import { outcomeOf } from "./hosts.ts"

type Rule = (typeof Redact)["Service"]

/** What is on record of a standard error, under a rule. */
const kept = (stderrTail: string, rule: Rule, how: "Failed" | "NeverStarted" = "Failed") =>
  Effect.gen(function* () {
    const error =
      how === "Failed"
        ? new RunnerFailed({ message: "m", exitCode: 1, signal: null, stderrTail })
        : new RunnerNotStarted({ message: "m", code: null, stderrTail })
    const job = yield* Effect.flatMap(JobLifecycle, (jobs) =>
      jobs.run({}, () => Effect.fail(error))
    ).pipe(
      Effect.provide(
        makeFakeWorld()
          .host()
          .layer.pipe(Layer.provide(Layer.succeed(Redact, rule)))
      )
    )
    return tailOf(job, how)
  })

const tailOf = (job: Job, how: "Failed" | "NeverStarted"): string => {
  const outcome = outcomeOf(job)
  if (outcome?._tag !== how) return assert.fail(`it is ${outcome?._tag}`)
  return outcome.stderrTail
}

const bytes = (text: string) => new TextEncoder().encode(text).length

const nothing: Rule = (text) => text

describe("what a record keeps of a standard error", () => {
  for (const how of ["Failed", "NeverStarted"] as const) {
    it.effect(`${how} keeps it without what the host's rule takes out`, () =>
      Effect.gen(function* () {
        const rule: Rule = (text) => text.replaceAll("hunter2", "***")
        assert.strictEqual(yield* kept("no: hunter2\n", rule, how), "no: ***\n")
      })
    )
  }

  it.effect("8 KiB of it are kept, from a whole character on", () =>
    Effect.gen(function* () {
      for (const [character, lead] of [
        ["€", ""],
        ["€", "a"],
        ["😀", ""],
        ["😀", "a"],
        ["x", ""]
      ] as const) {
        const tail = yield* kept(`${lead}${character.repeat(20_000)}!`, nothing)
        assert.match(tail, new RegExp(`^(?:${character})+!$`, "u"))
        assert.isAtMost(bytes(tail), 8_192)
        assert.isAbove(bytes(tail), 8_192 - bytes(character))
      }
    })
  )

  it.effect("a secret that lies across the cut is taken out before it is cut", () =>
    Effect.gen(function* () {
      const secret = "s3cret-".repeat(20)
      const rule: Rule = (text) => text.replaceAll(secret, "***")
      // The cut at 8 KiB goes through it.
      const tail = yield* kept(`${secret}${"x".repeat(8_192 - 70)}`, rule)
      assert.notInclude(tail, "s3cret")
      assert.match(tail, /^\*\*\*x+$/)
    })
  )

  it.effect(
    "where the rule takes out so much that the first cut shows, no half of a secret does",
    () =>
      Effect.gen(function* () {
        const rule: Rule = (text) => text.replaceAll("SECRET".repeat(1_000), "***")
        const cut = `${"SECRET".repeat(1_000)} middle ${"SECRET".repeat(1_000)} end`
        assert.isAbove(bytes(cut), rawTailBytes - 1_000)
        const tail = yield* kept(`${"SECRET".repeat(100)}${cut}`, rule)
        assert.strictEqual(tail, " middle *** end")
      })
  )

  it.effect("nor where whoever hands it over has cut it, to no more than is asked of them", () =>
    Effect.gen(function* () {
      const rule: Rule = (text) => text.replaceAll("SECRET".repeat(1_000), "***")
      const whole = `${"SECRET".repeat(100)}${"SECRET".repeat(1_000)} end`
      const filled = `${"SECRET".repeat(1_200)} middle ${whole}`
      for (const lost of [0, 3]) {
        const tail = yield* kept(filled.slice(lost - rawTailBytes), rule)
        assert.match(tail, /^ middle /)
        assert.match(tail, / end$/)
      }
    })
  )

  it.effect("a rule that breaks costs the text and nothing else", () =>
    Effect.gen(function* () {
      const rule: Rule = () => {
        throw new Error("no")
      }
      assert.match(yield* kept("hunter2", rule), /^\(withheld: /)
    })
  )
})
