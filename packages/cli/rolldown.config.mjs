import { builtinModules } from "node:module"
import { fileURLToPath } from "node:url"
import { defineConfig } from "rolldown"
import { oneByteSource } from "./oneByteSource.mjs"

/**
 * Takes what is used of Node's own modules from `process.getBuiltinModule` (Node 22.3). A static
 * import makes Node evaluate every export of the module, the lazy ones too: for `node:fs` that loads
 * all of its streams, 5 ms of a start that may take 40.
 */
const lazyBuiltins = {
  name: "lazy-builtins",
  resolveId: {
    filter: { id: /^node:/ },
    handler: (id, importer) =>
      importer?.includes("node_modules")
        ? { id, external: true }
        : { id: `\0${id}`, moduleSideEffects: false }
  },
  load: {
    filter: { id: /^\0node:/ },
    handler: (id) => {
      const name = id.slice(1)
      if (slow.has(name)) return whenCalled(name)
      const builtin = process.getBuiltinModule(name)
      const names = Object.keys(builtin).filter(
        (key) => !isLazy(builtin, key) && /^[A-Za-z_$][\w$]*$/.test(key) && key !== "default"
      )
      return [
        `const $builtin = /* @__PURE__ */ process.getBuiltinModule("${name}")`,
        "const $take = (key) => $builtin[key]",
        ...names.map((key) => `const $${key} = /* @__PURE__ */ $take("${key}")`),
        `export { ${names.map((key) => `$${key} as ${key}`).join(", ")}, $builtin as default }`
      ].join("\n")
    }
  }
}

/** What takes milliseconds to load, and what is called of it. Only some commands do. */
const slow = new Map([
  ["node:child_process", ["spawn"]],
  ["node:tty", ["isatty"]]
])

const whenCalled = (name) =>
  slow
    .get(name)
    .map(
      (key) =>
        `export const ${key} = (...args) => process.getBuiltinModule("${name}").${key}(...args)`
    )
    .join("\n")

/** Made by Node when somebody asks for it: not ours to ask on everybody's behalf. */
const isLazy = (builtin, key) => Object.getOwnPropertyDescriptor(builtin, key)?.get !== undefined

/**
 * The files that a start chooses between. Each is whole: a file costs half a millisecond to find, and
 * one that they shared would hold for the frequent commands what only the full parser uses.
 */
const chosen = { perform: "./job-perform.mjs", performLine: "./job-line.mjs" }

const apart = {
  name: "apart",
  resolveId: {
    filter: { id: /\/perform(Line)?\.ts$/ },
    handler: (id, importer) =>
      importer?.endsWith("main.ts")
        ? { id: chosen[/(\w+)\.ts$/.exec(id)[1]], external: true }
        : null
  }
}

const from = (name) => fileURLToPath(new URL(name, import.meta.url))

const build = (name, source) =>
  defineConfig({
    input: { [name]: from(source) },
    platform: "node",
    external: builtinModules,
    plugins: [apart, lazyBuiltins, oneByteSource],
    resolve: { conditionNames: ["source", "import", "default"] },
    transform: { target: "node22" },
    // Without these, what merely mentions a global (`globalThis.File`) is kept, and evaluated.
    treeshake: { unknownGlobalSideEffects: false, propertyReadSideEffects: false },
    output: {
      dir: from("./dist"),
      entryFileNames: "[name].mjs",
      format: "esm",
      codeSplitting: false,
      minify: true,
      comments: false
    }
  })

// The command last: it is the newest file of a build that came to its end.
export default [
  build("job-line", "./src/performLine.ts"),
  build("job-perform", "./src/perform.ts"),
  build("job", "./src/main.ts")
]
