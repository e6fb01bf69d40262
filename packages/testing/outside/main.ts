import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

// Packs the engine and the contract suites, installs them in a package that has nothing to do with
// this workspace, and runs them there on a store of that package: under node:test, and checked by tsc.

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

const store = `import { MemoryJobStore } from "@job-lifecycle/engine"

/** Stands for a store that somebody else has made. */
export const OurStore = { layer: MemoryJobStore.layer }
`

const test = `import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { describeJobStore } from "@job-lifecycle/testing"
import { OurStore } from "./OurStore.ts"

describeJobStore({ assert, describe, it }, "OurStore", OurStore.layer)
`

try {
  run(
    workspace,
    process.execPath,
    path.join("node_modules", "typescript", "bin", "tsc"),
    "-b",
    "packages/testing"
  )
  const [engine, testing] = [packed("engine"), packed("testing")]
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
        "@job-lifecycle/testing": testing,
        "@types/node": versionOf("@types/node"),
        typescript: versionOf("typescript")
      }
    })
  )
  // Only what is not published yet has to be told.
  write("pnpm-workspace.yaml", `overrides:\n  "@job-lifecycle/engine": ${engine}\n`)
  write("OurStore.ts", store)
  write("OurStore.test.ts", test)
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
    "OurStore.test.ts"
  )
  run(outside, process.execPath, "--test", "--test-reporter=dot", "OurStore.test.ts")
  console.log("\nthe contract suites were used from outside")
} finally {
  fs.rmSync(outside, { recursive: true })
}
