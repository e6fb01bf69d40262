import { assert, describe, it } from "@effect/vitest"
import * as engine from "@job-lifecycle/engine"
import { readdirSync, readFileSync } from "node:fs"

const source = new URL("../src/", import.meta.url)
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts")
)
const filesWith = (pattern: RegExp) =>
  files.filter((name) => pattern.test(readFileSync(new URL(name, source), "utf8"))).toSorted()

describe("every-read-reconciles, by construction", () => {
  it("the one function that makes a Job is called by the one read path alone", () => {
    assert.deepStrictEqual(filesWith(/\bjobOf\(/), ["repair/reconcile.ts"])
  })

  it("raw facts are read where they are judged, claimed, told or found to be gone, and nowhere else", () => {
    assert.deepStrictEqual(filesWith(/\.facts\(/), [
      "cancel.ts",
      "own.ts",
      "repair/lostClaim.ts",
      "repair/orphanedWork.ts",
      "repair/reconcile.ts",
      "settling/surviveRemoval.ts",
      "timeline.ts"
    ])
  })

  it("an outcome is published in one place", () => {
    assert.deepStrictEqual(filesWith(/publishOnce\(\s*[\w.]+,\s*"outcome"/), ["settling/settle.ts"])
  })

  it("neither reconcile nor jobOf nor a way to make a Job is exported", () => {
    const names = Object.keys(engine)
    for (const internal of ["reconcile", "jobOf", "stateOf", "settle", "supervise"]) {
      assert.notInclude(names, internal)
    }
  })

  it("the façade's verbs are these", () => {
    assert.deepStrictEqual(verbsOfFacade(), [
      "abandon",
      "cancel",
      "find",
      "follow",
      "followAll",
      "followLog",
      "get",
      "list",
      "own",
      "prune",
      "readLog",
      "rebuildIndex",
      "reconcile",
      "result",
      "run",
      "settled",
      "submit",
      "timeline",
      "wait"
    ])
  })
})

/** Read from the one place where the façade is put together. */
const verbsOfFacade = (): ReadonlyArray<string> => {
  const text = readFileSync(new URL("JobLifecycle.ts", source), "utf8")
  const body = text.slice(text.indexOf("JobLifecycle.of({"))
  return [...body.matchAll(/^ {8}(\w+):/gm)]
    .map((match) => match[1]!)
    .filter((name) => name !== "location")
    .toSorted()
}
