import { builtinModules } from "node:module"
import { fileURLToPath } from "node:url"
import { defineConfig } from "rolldown"

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

/** Made by Node when somebody asks for it: not ours to ask on everybody's behalf. */
const isLazy = (builtin, key) => Object.getOwnPropertyDescriptor(builtin, key)?.get !== undefined

export default defineConfig({
  input: { job: fileURLToPath(new URL("./src/main.ts", import.meta.url)) },
  platform: "node",
  external: builtinModules,
  plugins: [lazyBuiltins],
  resolve: { conditionNames: ["source", "import", "default"] },
  transform: { target: "node22" },
  preserveEntrySignatures: false,
  output: {
    dir: fileURLToPath(new URL("./dist", import.meta.url)),
    entryFileNames: "[name].mjs",
    chunkFileNames: "job-[name].mjs",
    format: "esm",
    minify: true,
    comments: false
  }
})
