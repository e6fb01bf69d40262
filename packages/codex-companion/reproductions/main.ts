// Every symptom of four reports, and hard cases of others, against the real plugin, without the
// adapter and with it:
//   CODEX_PLUGIN_FOLDER=<plugin folder> node packages/codex-companion/reproductions/main.ts
import * as path from "node:path"
import { hardCases } from "./hardCases.ts"
import { reproductions } from "./reproductions.ts"
import { withWorld } from "./World.ts"

const plugin = process.env["CODEX_PLUGIN_FOLDER"]
const bundle = path.join(import.meta.dirname, "../dist/job-companion.mjs")

if (plugin === undefined) {
  process.stdout.write(
    "CODEX_PLUGIN_FOLDER is not set: there is no plugin to reproduce anything with.\n"
  )
} else {
  for (const { observe, report, symptom } of [...reproductions, ...hardCases]) {
    process.stdout.write(`${report} ${symptom}\n`)
    const before = await withWorld(plugin, null, observe)
    process.stdout.write(`  without: ${before.healthy ? "ok " : "ILL"} ${before.seen}\n`)
    const after = await withWorld(plugin, bundle, observe)
    process.stdout.write(`  with:    ${after.healthy ? "ok " : "ILL"} ${after.seen}\n`)
    if (!after.healthy) process.exitCode = 1
  }
}
