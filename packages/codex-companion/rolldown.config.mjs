import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { defineConfig } from "rolldown"

const from = (name) => fileURLToPath(new URL(name, import.meta.url))
const require = createRequire(import.meta.url)

const licence = (name, file) => `${name}\n\n${readFileSync(file, "utf8").trim()}`

/** What the licences of everything inside ask to be kept with it. */
const banner = `/*
The jobs of a coding-agent companion: one file, for Node 18.18 or later, with nothing else to install.
Built from the packages engine, node and codex-companion of effect-job-lifecycle.

${[
  licence("effect-job-lifecycle", from("../../LICENSE")),
  licence(
    "effect (https://effect.website)",
    require.resolve("effect/package.json").replace(/package\.json$/, "LICENSE")
  )
].join("\n\n----\n\n")}
*/`

/** Takes milliseconds to load, and what only reads needs none of it. */
const lazyChildProcess = {
  name: "lazy-child-process",
  resolveId: {
    filter: { id: /^node:child_process$/ },
    handler: (id) => ({ id: `\0${id}`, moduleSideEffects: false })
  },
  load: {
    filter: { id: /^\0node:child_process$/ },
    handler: () =>
      [
        'import { createRequire } from "node:module"',
        'const load = () => createRequire(import.meta.url)("node:child_process")',
        ...["spawn", "spawnSync"].map(
          (name) => `export const ${name} = (...args) => load().${name}(...args)`
        )
      ].join("\n")
  }
}

/** Readable on purpose: whoever installs it can see what it does. */
export default defineConfig({
  input: { "job-companion": from("./src/main.ts") },
  platform: "node",
  external: (id) => id.startsWith("node:") && id !== "node:child_process",
  plugins: [lazyChildProcess],
  resolve: { conditionNames: ["source", "import", "default"] },
  transform: { target: "node18" },
  treeshake: { unknownGlobalSideEffects: false, propertyReadSideEffects: false },
  output: {
    dir: from("./dist"),
    entryFileNames: "[name].mjs",
    format: "esm",
    codeSplitting: false,
    comments: { legal: true, annotation: false, jsdoc: false },
    banner
  }
})
