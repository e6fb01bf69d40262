import { assert, describe, it } from "@effect/vitest"
import type { Outcome, OutcomeTag } from "@job-lifecycle/engine"
import * as fs from "node:fs"
import * as path from "node:path"
import { workspace } from "./documents.ts"
import { sampleOutcomes } from "./sampleOutcomes.ts"
import { section } from "./section.ts"

const read = (name: string): string => fs.readFileSync(path.join(workspace, name), "utf8")

/** The command is no dependency of the workspace's root, so it is found by its path. */
const command = (await import(path.join(workspace, "packages/cli/src/exitCode.ts"))) as {
  readonly exitCodes: Readonly<Record<string, number>>
  readonly exitCodeOfOutcome: (outcome: Outcome) => number
}

/** Failed without an exit code of its own: the one case in which the command chooses. */
const samples: { readonly [Tag in OutcomeTag]: Outcome } = {
  ...sampleOutcomes,
  Failed: { ...sampleOutcomes.Failed, exitCode: null }
}

const cellsOf = (line: string): ReadonlyArray<string> =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim())

describe("what the documents say of the command", () => {
  it("README.md lists exactly its subcommands", () => {
    const listed = [...read("README.md").matchAll(/`job ([a-z]+)/g)].map(([, name]) => name!)
    const source = ["starting", "asking", "changing"]
      .map((file) => read(`packages/cli/src/line/grammar/${file}.ts`))
      .join("\n")
    const names = [
      ...source.matchAll(/Command\.make\(\s*"([a-z]+)"/g),
      ...source.matchAll(/Command\.withAlias\("([a-z]+)"/g)
    ].map(([, name]) => name!)
    assert.deepStrictEqual(
      [...new Set(listed)].toSorted(),
      names.filter((name) => name !== "job").toSorted()
    )
  })

  it("README.md explains each exit code that is not the job's own, and no other", () => {
    const tables = read("README.md").split("exit with the job's own code")[1]!.split("## ")[0]!
    const explained = tables
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .flatMap((line) => cellsOf(line)[0]!.split(","))
      .map((text) => text.trim())
      .filter((text) => /^\d+$/.test(text))
    assert.deepStrictEqual(
      explained.map(Number).toSorted((a, b) => a - b),
      Object.values(command.exitCodes).toSorted((a, b) => a - b)
    )
  })

  it("docs/lifecycle.md names the exit code of every outcome", () => {
    const rows = new Map(
      section(read("docs/lifecycle.md"), "outcomes")
        .split("\n")
        .map(cellsOf)
        .map((cells) => [cells[0]!.replaceAll("`", ""), cells.at(-1)!])
    )
    const wrong = Object.values(samples).filter((outcome) => {
      const code = command.exitCodeOfOutcome(outcome)
      const words = rows.get(outcome._tag)?.split(/[;,]? /) ?? []
      return !words.includes(String(code)) && !(code > 128 && words.join(" ").includes("128 + n"))
    })
    assert.deepStrictEqual(wrong, [])
  })
})
