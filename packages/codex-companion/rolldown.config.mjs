import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { defineConfig } from "rolldown"
import { oneByteSource } from "../cli/oneByteSource.mjs"

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

/** What takes milliseconds to load, and what is called of it: most of what only reads needs none of it. */
const slow = new Map([
  ["node:child_process", ["spawn", "spawnSync"]],
  ["node:timers/promises", ["setTimeout"]],
  ["node:async_hooks", ["AsyncLocalStorage"]],
  ["node:events", ["once"]]
])

const whenCalled = {
  name: "when-called",
  resolveId: {
    filter: { id: [...slow.keys()].map((name) => new RegExp(`^${name}$`)) },
    handler: (id) => ({ id: `\0${id}`, moduleSideEffects: false })
  },
  load: {
    filter: { id: /^\0node:/ },
    handler: (id) => {
      const name = id.slice(1)
      return [
        'import { createRequire } from "node:module"',
        `const load = () => createRequire(import.meta.url)("${name}")`,
        ...slow
          .get(name)
          .map((key) =>
            /^[A-Z]/.test(key)
              ? `export const ${key} = function (...args) { return new (load().${key})(...args) }`
              : `export const ${key} = (...args) => load().${key}(...args)`
          )
      ].join("\n")
    }
  }
}

/** Readable on purpose: whoever installs it can see what it does. */
export default defineConfig({
  input: { "job-companion": from("./src/main.ts") },
  platform: "node",
  external: (id) => id.startsWith("node:") && !slow.has(id),
  plugins: [whenCalled, oneByteSource],
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
