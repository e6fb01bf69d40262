import * as fs from "node:fs"
import { fileURLToPath } from "node:url"
import { inTurn } from "./inTurn.ts"
import { knownVersions } from "./places.ts"
import { Misfit } from "./Misfit.ts"
import { PluginFolder } from "./PluginFolder.ts"

const usage = `Usage: node job-companion.mjs install|check|uninstall <plugin folder>

The plugin folder is the one that holds scripts/. Known versions: ${knownVersions.join(", ")}.`

/** Runs one command of the installer, and answers its exit code. */
export const runInstaller = async (
  [command, folder, ...more]: ReadonlyArray<string>,
  say: (line: string) => void
): Promise<number> => {
  if (
    folder === undefined ||
    more.length > 0 ||
    !["install", "check", "uninstall"].includes(command ?? "")
  ) {
    say(usage)
    return 2
  }
  try {
    const bundle = fileURLToPath(import.meta.url)
    const plugin = new PluginFolder(folder, fs.readFileSync(bundle))
    if (command === "check") return check(plugin, say)
    const inItsTurn = <A>(change: () => A) =>
      inTurn(plugin.turns, change, (who) => say(`Waiting for ${who}, which is changing it.`))
    if (command === "uninstall") {
      const before = await inItsTurn(() => plugin.uninstall())
      say(before === "Absent" ? "It is not installed." : "Uninstalled: every file is as it was.")
      return 0
    }
    const isDone = plugin.standing() === "Current"
    const before = isDone ? "Current" : await inItsTurn(() => plugin.install())
    say(
      before === "Current"
        ? "It is installed already."
        : `Installed into version ${plugin.version()}. Undo it with: node "${bundle}" uninstall "${folder}"`
    )
    return 0
  } catch (error) {
    if (!(error instanceof Misfit)) throw error
    say(`Nothing was changed. ${error.message}.`)
    return 1
  }
}

const check = (plugin: PluginFolder, say: (line: string) => void): number => {
  const standing = plugin.standing()
  if (standing === "Current") {
    say(`Installed, in version ${plugin.version()}.`)
    return 0
  }
  plugin.adapted()
  if (standing === "Outdated") {
    say("Installed from another build, or changed since: install it again.")
    return 1
  }
  say(`Not installed. It fits version ${plugin.version()}.`)
  return 1
}
