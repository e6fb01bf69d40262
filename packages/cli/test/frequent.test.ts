import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { frequent } from "../src/line/frequent.ts"
import { parseFully } from "../src/line/parseFully.ts"

const id = "3f2a"

/** Lines that the quick parser takes, and that the full one must read in the same way. */
const plain: ReadonlyArray<ReadonlyArray<string>> = [
  ["run", "--", "true"],
  ["run", "--", "npm", "test", "--", "--watch"],
  ["run", "--json", "--", "sh", "-c", "exit 3"],
  ["run", "--detach", "--name", "a b", "--timeout", "2h", "--", "make"],
  ["run", "--timeout=0", "--silence=30s", "--grace=1 second", "--session=s1", "--", "x"],
  ["run", "--on-end", 'notify-send "$JOB_OUTCOME"', "--", "x"],
  ["run", "--adopt", "leave", "--completion-fd", "2", "--", "x"],
  ["run", "--root", "/r", "--", "x"],
  ["--root", "/r", "run", "--", "x"],
  ["--root=/r", "run", "--", "--root", "/other"],
  ["run", "--name=a=b", "--", "x"],
  ["run", "--", ""],
  ["run", "--"],
  ["status"],
  ["list"],
  ["list", "--all"],
  ["status", id],
  ["status", id, "--json"],
  ["status", "--json", id],
  ["status", "--json", "--root", "/r", id],
  ["status", "--limit", "5", "--session", "s1"],
  ["status", "--limit=0"],
  ["--root", "/r", "status", "--all", "--json"],
  ["wait", id],
  ["wait", id, "77", "--any", "--timeout", "10m", "--json"],
  ["wait", "--timeout=1s", id],
  ["result", id],
  ["result", id, "--wait", "--timeout", "10m"],
  ["wait", id, "--completion-fd=3"],
  ["result", id, "--wait", "--json", "--completion-fd", "2"],
  ["cancel", id],
  ["cancel", id, "88", "--grace", "1s", "--json", "--root", "/r"]
]

/** Lines that are wrong, or right in a way that only the full parser knows. */
const others: ReadonlyArray<readonly [line: ReadonlyArray<string>, right: boolean]> = [
  [[], false],
  [["stat"], false],
  [["run"], true],
  [["run", "true"], false],
  [["run", "echo", "--", "x"], false],
  [["run", "--timeout", "--", "x"], false],
  [["run", "--before", "x", "--", "true"], false],
  [["--json", "status"], false],
  [["status", "--json=true"], true],
  [["status", "--no-json"], false],
  [["run", "--adopt", "disown", "--", "x"], false],
  [["status", "--json", "--json"], false],
  [["status", "--json", "on"], true],
  [["status", "--json", "--root", "/r", "1"], true],
  [["status", "a", "b"], false],
  [["status", "--limit", "x"], false],
  [["status", "--limit", "1", "--all"], false],
  [["status", "ab", "--all"], false],
  [["status", "--limit", "-1"], false],
  [["status", "--"], true],
  [["status", "--", id], true],
  [["wait"], false],
  [["result"], false],
  [["result", "a", "b"], false],
  [["result", "a", "--timeout", "1s"], false],
  [["cancel"], false],
  [["logs", id, "-f", "--tail", "3"], true],
  [["logs", id, "--tail", "-3"], false],
  [["reconcile"], true],
  [["reconcile", "--rebuild"], true],
  [["prune"], true],
  [["prune", "--keep", "3", "--older-than", "30d", "--include-unread", "--dry-run"], true],
  [["prune", "--keep", "-1"], false],
  [["prune", "now"], false],
  [["doctor", "--json"], true],
  [["doctor", id], false],
  [["status", "--root"], false],
  [["status", "--root", ""], false],
  [["explain"], false],
  [["explain", id], true],
  [["explain", id, "--json"], true],
  [["explain", id, "extra"], false],
  [["own", id, "extra"], false]
]

describe("the two parsers", () => {
  for (const line of plain) {
    it.effect(`read alike: job ${line.join(" ")}`, () =>
      Effect.gen(function* () {
        const quick = frequent(line)
        assert.isNotNull(quick)
        assert.deepStrictEqual(quick, yield* parseFully(line))
      })
    )
  }

  for (const [line, right] of others) {
    it.effect(
      `leave to the full one, which ${right ? "takes" : "refuses"}: job ${line.join(" ")}`,
      () =>
        Effect.gen(function* () {
          assert.isNull(frequent(line))
          const read = yield* Effect.result(parseFully(line))
          assert.strictEqual(read._tag, right ? "Success" : "Failure", JSON.stringify(read))
        })
    )
  }

  it.effect("a negative duration is a value to both, so that it is refused as one", () =>
    Effect.gen(function* () {
      const plan = yield* parseFully(["run", "--timeout", "-5s", "--", "true"])
      assert.strictEqual(plan?.command === "run" ? plan.timeout : null, "-5s")
    })
  )
})
