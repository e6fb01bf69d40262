import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { ours, oursTest } from "./dependent.ts"
import type { Packed } from "./Packed.ts"
import { faultsOf, pack } from "./Packed.ts"

// Packs the packages and installs them in one that has nothing to do with this workspace. There everything
// that they export is checked by tsc, the programs of their READMEs run, the contract suites run under
// node:test on what that package has made, and the command runs a job.

const workspace = fileURLToPath(new URL("../../..", import.meta.url))
const outside = fs.mkdtempSync(path.join(os.tmpdir(), "outside-"))
const bin = path.join(outside, "node_modules", ".bin")

const start = (stdout: "ignore" | "inherit", program: string, words: ReadonlyArray<string>): void =>
  void execFileSync(program, words, {
    cwd: outside,
    stdio: ["ignore", stdout, "inherit"],
    env: {
      ...process.env,
      JOB_LIFECYCLE_ROOT: path.join(outside, "jobs"),
      PATH: `${bin}${path.delimiter}${process.env["PATH"]}`
    }
  })
const run = (program: string, ...words: ReadonlyArray<string>): void =>
  start("inherit", program, words)

const write = (name: string, text: string): void => fs.writeFileSync(path.join(outside, name), text)

const versionOf = (name: string): string => {
  const file = path.join(workspace, "node_modules", name, "package.json")
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { readonly version: string }).version
}

/** Each package, with what no source stands behind in its `dist`: none of that may come through. */
const packAll = (): ReadonlyArray<Packed> => {
  const faults: Array<string> = []
  const all = ["engine", "node", "testing", "cli", "codex-companion"].map((name) => {
    const folder = path.join(workspace, "packages", name)
    fs.mkdirSync(path.join(folder, "dist"), { recursive: true })
    for (const orphan of ["orphan.js", "orphan.d.ts", "orphan.mjs", ".planted"]) {
      fs.writeFileSync(path.join(folder, "dist", orphan), "export {}\n")
    }
    const packed = pack(folder, outside)
    fs.rmSync(path.join(folder, "dist", ".planted"))
    faults.push(...faultsOf(packed, folder))
    return packed
  })
  if (faults.length > 0) throw new Error(faults.join("\n"))
  return all
}

const install = (all: ReadonlyArray<Packed>): void => {
  const references = all.map(({ name, reference }) => [name, reference] as const)
  write(
    "package.json",
    JSON.stringify({
      name: "outside",
      private: true,
      type: "module",
      dependencies: { ...Object.fromEntries(references), effect: versionOf("effect") },
      devDependencies: {
        "@types/node": versionOf("@types/node"),
        typescript: versionOf("typescript")
      }
    })
  )
  // Only what is not published yet has to be told.
  const overrides = references.map(([name, reference]) => `  "${name}": ${reference}`)
  write("pnpm-workspace.yaml", ["overrides:", ...overrides, ""].join("\n"))
  run("npx", "--yes", "pnpm@12", "install", "--silent", "--prefer-offline")
}

const check = (file: string, ...words: ReadonlyArray<string>): void =>
  run(
    process.execPath,
    "node_modules/typescript/bin/tsc",
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2023",
    "--allowImportingTsExtensions",
    ...words,
    file
  )

/** A program that imports everything that can be, and needs nothing of Node's types for it. */
const checkEveryExport = (all: ReadonlyArray<Packed>): void => {
  const entries = all.flatMap(({ manifest, name }) =>
    Object.keys(manifest.exports)
      .filter((key) => key !== "./package.json")
      .map((key) => name + key.slice(1))
  )
  const lines = entries.map((entry, at) => `export * as entry${at} from "${entry}"`)
  write("everything.ts", [...lines, ""].join("\n"))
  for (const resolution of ["nodenext", "bundler"]) {
    const module = resolution === "bundler" ? "esnext" : resolution
    const kinds = ["--module", module, "--moduleResolution", resolution]
    check("everything.ts", ...kinds, "--types", "", "--skipLibCheck", "false")
  }
  run(process.execPath, "everything.ts")
}

const runReadme = ({ name }: Packed): void => {
  const file = path.join(outside, "node_modules", name, "README.md")
  const blocks = fs.readFileSync(file, "utf8").matchAll(/^```(ts|sh) run\n([\s\S]*?)^```$/gm)
  for (const [, language, code] of blocks) {
    write(`readme.${language}`, code!)
    start("ignore", language === "ts" ? process.execPath : "sh", [`readme.${language}`])
  }
}

try {
  const all = packAll()
  install(all)
  checkEveryExport(all)
  all.forEach(runReadme)
  write("ours.ts", ours)
  write("ours.test.ts", oursTest)
  check("ours.test.ts", "--module", "nodenext", "--types", "node", "--skipLibCheck", "false")
  // A workspace of the dependent's may know the condition `source` too, and means its own sources.
  for (const conditions of [[], ["--conditions=source"]]) {
    run(process.execPath, ...conditions, "--test", "--test-reporter=dot", "ours.test.ts")
  }
  run("job", "run", "--", process.execPath, "--version")
  console.log("the packages were used from outside")
} finally {
  fs.rmSync(outside, { recursive: true })
}
