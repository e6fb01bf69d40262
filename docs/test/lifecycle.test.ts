import { assert, describe, it } from "@effect/vitest"
import type { Evidence, Health, OutcomeTag } from "@job-lifecycle/engine"
import { Outcome } from "@job-lifecycle/engine"
import * as fs from "node:fs"
import * as path from "node:path"
import { events, settlementTable, stateEventTable, states } from "./lifecycleTable.ts"
import { section, withSection } from "./section.ts"

const file = path.join(import.meta.dirname, "..", "lifecycle.md")

/** Rewrites the generated parts first when asked to: UPDATE_DOCS=1 npx --yes pnpm@12 test docs */
const update = process.env["UPDATE_DOCS"] === "1"

const generated = {
  "state-event-table": stateEventTable,
  "settlement-table": settlementTable
}

/** One key for each tag, or it does not compile. */
const evidences: Record<Evidence["_tag"], 0> = { Alive: 0, Gone: 0, Unknown: 0 }
const healths: Record<Health["_tag"], 0> = {
  Waiting: 0,
  Active: 0,
  Quiet: 0,
  Frozen: 0,
  Overdue: 0,
  Unknown: 0,
  Over: 0
}

describe("docs/lifecycle.md", () => {
  for (const [name, draw] of Object.entries(generated)) {
    it(`its ${name} is what the code answers`, () => {
      if (update) fs.writeFileSync(file, withSection(fs.readFileSync(file, "utf8"), name, draw()))
      assert.strictEqual(section(fs.readFileSync(file, "utf8"), name), draw())
    })
  }

  it("its table of outcomes has a row for each outcome, with exactly the data of that outcome", () => {
    const written = rowsOf("outcomes").map(([outcome, , data]) => [
      outcome,
      words(data!).toSorted()
    ])
    const real = (Object.keys(Outcome.cases) as ReadonlyArray<OutcomeTag>).map((tag) => [
      `\`${tag}\``,
      Object.keys(Outcome.cases[tag].fields)
        .filter((field) => field !== "_tag")
        .toSorted()
    ])
    assert.deepStrictEqual(written, real)
  })

  it("its lists name every state, event, verdict of a probe and label of health", () => {
    assert.deepStrictEqual(named("states"), Object.keys(states))
    assert.deepStrictEqual(named("events"), Object.keys(events))
    assert.deepStrictEqual(named("evidence"), Object.keys(evidences))
    assert.deepStrictEqual(named("health"), Object.keys(healths))
  })
})

/** The cells of a hand-written table, without its head. */
const rowsOf = (name: string): ReadonlyArray<ReadonlyArray<string>> =>
  section(fs.readFileSync(file, "utf8"), name)
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((text) => text.trim())
    )

const named = (name: string): ReadonlyArray<string> =>
  rowsOf(name).map(([first]) => first!.replaceAll("`", ""))

const words = (text: string): Array<string> =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word!)
