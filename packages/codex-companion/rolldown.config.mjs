import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { defineConfig, rolldown } from "rolldown"
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

const input = {
  platform: "node",
  external: (id) => id.startsWith("node:") && !slow.has(id),
  resolve: { conditionNames: ["source", "import", "default"] },
  transform: { target: "node18" },
  treeshake: { unknownGlobalSideEffects: false, propertyReadSideEffects: false },
  checks: { bundlerTimings: false }
}

/** Readable on purpose: whoever installs it can see what it does. */
const output = {
  format: "esm",
  codeSplitting: false,
  comments: { legal: true, annotation: false, jsdoc: false }
}

/**
 * The modules of Node as `require` gives them. An import makes Node evaluate every export of a
 * module, the lazy ones too: for `node:fs` that loads all of its streams.
 */
const required = {
  name: "required",
  resolveId: {
    filter: { id: /^node:/ },
    handler: (id) =>
      id === "node:module" ? null : { id: `\0required ${id}`, moduleSideEffects: false }
  },
  load: {
    filter: { id: /^\0required / },
    handler: (id) => {
      const name = id.slice("\0required ".length)
      const exported = Object.entries(Object.getOwnPropertyDescriptors(require(name)))
        .filter(([key, { get }]) => get === undefined && /^[A-Za-z]\w*$/.test(key))
        .map(([key]) => key)
      return [
        'import { createRequire } from "node:module"',
        `const all = /* @__PURE__ */ createRequire(import.meta.url)("${name}")`,
        "const take = (key) => all[key]",
        ...exported.map((key) => `const $${key} = /* @__PURE__ */ take("${key}")`),
        `export { ${exported.map((key) => `$${key} as ${key}`).join(", ")}, all as default }`
      ].join("\n")
    }
  }
}

const left = JSON.stringify(from("./src/early/left.ts"))

/** Stands for a schema that nobody asks. Errors and outcomes are made as they are with one. */
const nameless = `
import * as Data from "effect/Data"
import { leave } from ${left}
const isNaming = (key) => key === "check" || key === "pipe" || key === "fields"
const named = new Proxy(() => {}, {
  get: (_, key) => (isNaming(key) ? named : leave()),
  apply: () => named,
  ownKeys: () => ["prototype"]
})
const taggedError = () => (tag) => Data.TaggedError(tag)
const taggedUnion = (cases) => ({
  cases: Object.fromEntries(
    Object.keys(cases).map((_tag) => [_tag, { make: (fields) => ({ _tag, ...fields }) }])
  )
})`

/**
 * In the files that answer first there is no schema, which takes longer to load than they may: what is
 * not just as it is written is for the whole adapter. Schemas are named there, and never asked.
 */
const withoutSchema = {
  name: "without-schema",
  resolveId: {
    filter: { id: /^effect\/(Schema|Config)$/ },
    handler: (id) => ({ id: `\0without ${id}`, moduleSideEffects: false })
  },
  load: {
    filter: { id: /^\0without / },
    handler: async (id) => {
      const names = Object.keys(await import(id.slice("\0without ".length)))
      const known = { TaggedError: "taggedError", TaggedUnion: "taggedUnion" }
      const valueOf = (name) =>
        known[name] ?? (/^(decode|encode|is$|asserts)/.test(name) ? "() => leave" : "named")
      return [
        nameless,
        ...names.map((name) => `const $${name} = ${valueOf(name)}`),
        `export { ${names.map((name) => `$${name} as ${name}`).join(", ")} }`
      ].join("\n")
    }
  }
}

/**
 * What nothing there can come to: nobody waits (what tells of changes takes all of the streams), and
 * records are judged by the whole adapter.
 */
const withoutRest = {
  name: "without-rest",
  load: {
    filter: { id: [/\/store\/watchFolder\.ts$/, /\/records\/bySchema\.ts$/] },
    handler: (id) =>
      id.endsWith("watchFolder.ts")
        ? "export const watchFolder = () => null"
        : [
            `import { leave } from ${left}`,
            "export const bySchema = { job: leave, config: leave, attributes: leave, execution: leave }"
          ].join("\n")
  }
}

/** Calls by which a schema is made: nothing happens where nobody uses it. */
const schemaCalls = [
  "Schema",
  "Struct",
  "StructWithRest",
  "Record",
  "TaggedUnion",
  "Union",
  "Literals",
  "Array",
  "NullOr",
  "optionalKey",
  "check",
  "brand",
  "isPattern"
]

const partHead = `// Answers commands that read before the rest is loaded. A part of job-companion.mjs, which put it
// here and carries its licences.
`

/** A file that answers first, as it is installed, out of sources. */
export const buildPart = async (source, head) => {
  const build = await rolldown({
    ...input,
    external: ["node:module"],
    input: from(source),
    plugins: [withoutSchema, withoutRest, whenCalled, required, oneByteSource],
    treeshake: { ...input.treeshake, manualPureFunctions: schemaCalls }
  })
  const { output: chunks } = await build.generate({ ...output, banner: head })
  await build.close()
  return chunks[0].code
}

const parts = {
  name: "parts",
  load: {
    filter: { id: /\/install\/parts\.ts$/ },
    handler: async () => {
      const texts = {
        entry: await buildPart("./src/early/entry.ts", `#!/usr/bin/env node\n${partHead}`),
        settling: await buildPart("./src/early/answerSettling.ts", partHead)
      }
      return `export const parts = ${JSON.stringify(texts)}`
    }
  }
}

export default defineConfig({
  ...input,
  input: { "job-companion": from("./src/main.ts") },
  plugins: [parts, whenCalled, oneByteSource],
  output: { ...output, dir: from("./dist"), entryFileNames: "[name].mjs", banner }
})
