import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

// Packs the packages and installs them in one that has nothing to do with this workspace. There the contract
// suites run on what that one has made, under node:test and checked by tsc, and the command runs a job.

const workspace = fileURLToPath(new URL("../../..", import.meta.url))
const outside = fs.mkdtempSync(path.join(os.tmpdir(), "outside-"))

const run = (folder: string, program: string, ...words: ReadonlyArray<string>): void =>
  void execFileSync(program, words, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] })
const pnpm = (folder: string, ...words: ReadonlyArray<string>): void =>
  run(folder, "npx", "--yes", "pnpm@12", ...words)

const versionOf = (name: string): string => {
  const file = path.join(workspace, "node_modules", name, "package.json")
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { readonly version: string }).version
}

/** Answers where the package is, for a dependent. */
const packed = (name: string): string => {
  pnpm(path.join(workspace, "packages", name), "pack", "--silent", "--pack-destination", outside)
  return `file:./job-lifecycle-${name}-0.1.0.tgz`
}

const ours = `import { MemoryJobStore, OwnerProbe, WorkStopper } from "@job-lifecycle/engine"
import type { FakeProcess, FakeProcessTable } from "@job-lifecycle/testing"
import { FakeOwnerProbe, FakeWorkStopper } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Stands for a store that somebody else has made. */
export const OurStore = { layer: MemoryJobStore.layer }

/** Stands for a probe that somebody else has wrapped around another one. */
export const OurProbe = {
  layer: (table: FakeProcessTable, self: FakeProcess) =>
    Layer.effect(
      OwnerProbe,
      Effect.map(OwnerProbe, (probe) => ({ ...probe, observe: (owner) => probe.observe(owner) }))
    ).pipe(Layer.provide(FakeOwnerProbe.layer(table, self)))
}

/** Stands for such a stopper. */
export const OurStopper = {
  layer: (table: FakeProcessTable, self: FakeProcess) =>
    Layer.effect(
      WorkStopper,
      Effect.map(WorkStopper, (stopper) => ({
        ...stopper,
        stop: (target, how) => stopper.stop(target, how)
      }))
    ).pipe(Layer.provide(FakeWorkStopper.layer(table, self)))
}
`

const test = `import assert from "node:assert/strict"
import { describe, it } from "node:test"
import {
  describeJobStore,
  describeOwnerProbe,
  describeWorkStopper,
  fakeOwnerWorld,
  fakeWorkWorld
} from "@job-lifecycle/testing"
import { OurProbe, OurStopper, OurStore } from "./ours.ts"

const runner = { assert, describe, it }

describeJobStore(runner, "OurStore", OurStore.layer)
describeOwnerProbe(runner, "OurProbe", fakeOwnerWorld(OurProbe.layer))
describeWorkStopper(runner, "OurStopper", fakeWorkWorld(OurStopper.layer))
`

try {
  run(
    workspace,
    process.execPath,
    path.join("node_modules", "typescript", "bin", "tsc"),
    "-b",
    "packages/testing",
    "packages/cli"
  )
  pnpm(workspace, "--silent", "build")
  const [engine, node] = [packed("engine"), packed("node")]
  const [testing, cli] = [packed("testing"), packed("cli")]
  const write = (name: string, text: string): void =>
    fs.writeFileSync(path.join(outside, name), text)
  write(
    "package.json",
    JSON.stringify({
      name: "outside",
      private: true,
      type: "module",
      dependencies: { "@job-lifecycle/engine": engine, effect: versionOf("effect") },
      devDependencies: {
        "@job-lifecycle/cli": cli,
        "@job-lifecycle/node": node,
        "@job-lifecycle/testing": testing,
        "@types/node": versionOf("@types/node"),
        typescript: versionOf("typescript")
      }
    })
  )
  // Only what is not published yet has to be told.
  const overrides = [`  "@job-lifecycle/engine": ${engine}`, `  "@job-lifecycle/node": ${node}`]
  write("pnpm-workspace.yaml", ["overrides:", ...overrides, ""].join("\n"))
  write("ours.ts", ours)
  write("ours.test.ts", test)
  pnpm(outside, "install", "--silent", "--prefer-offline")
  run(
    outside,
    process.execPath,
    "node_modules/typescript/bin/tsc",
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "--types",
    "node",
    "--skipLibCheck",
    "--allowImportingTsExtensions",
    "ours.test.ts"
  )
  // A workspace of the dependent's may know the condition `source` too, and means its own sources.
  for (const conditions of [[], ["--conditions=source"]]) {
    run(outside, process.execPath, ...conditions, "--test", "--test-reporter=dot", "ours.test.ts")
  }
  run(
    outside,
    process.execPath,
    "--eval",
    `import("@job-lifecycle/cli").then(({ exitCodes }) => console.log("\\n", exitCodes))`
  )
  const job = path.join("node_modules", ".bin", "job")
  run(outside, job, "run", "--root", "jobs", "--", process.execPath, "--version")
  console.log("the contract suites and the command were used from outside")
} finally {
  fs.rmSync(outside, { recursive: true })
}
