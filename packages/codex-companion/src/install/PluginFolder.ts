import * as fs from "node:fs"
import * as path from "node:path"
import { adaptations } from "./adaptations.ts"
import { added, bundlePlace, cachePlace, entry, knownVersions, turnsPlace } from "./places.ts"
import { applyEdit } from "./applyEdit.ts"
import { callersFirst } from "./callersFirst.ts"
import type { Manifest } from "./Manifest.ts"
import { digest, isEarlier, overlaid } from "./Manifest.ts"
import { Misfit, unwritable } from "./Misfit.ts"

const keptFolder = "lib/job-companion-originals"
const manifestName = "manifest.json"
const preparedName = "prepared."

/** What stands in a plugin's folder. */
export type Standing = "Absent" | "Current" | "Outdated"

/** The folder of a plugin: the one that holds `scripts/`. Whoever changes it does so in turn (`inTurn`). */
export class PluginFolder {
  readonly #scripts: string
  readonly #bundle: Buffer

  /** @param bundle the file that is to be put into it: this very one */
  constructor(folder: string, bundle: Buffer) {
    this.#scripts = path.join(path.resolve(folder), "scripts")
    this.#bundle = bundle
    if (!fs.existsSync(path.join(this.#scripts, "codex-companion.mjs"))) {
      throw new Misfit(
        folder,
        "it is not the folder of the plugin: that one holds scripts/codex-companion.mjs"
      )
    }
  }

  /** Where those who change it say that they are here. */
  get turns(): string {
    return path.join(this.#scripts, turnsPlace)
  }

  version(): string {
    const file = path.join(this.#scripts, "../.claude-plugin/plugin.json")
    try {
      const { version } = JSON.parse(fs.readFileSync(file, "utf8")) as { version?: unknown }
      return typeof version === "string" ? version : "unknown"
    } catch {
      return "unknown"
    }
  }

  standing(): Standing {
    const manifest = this.#manifest()
    if (manifest === null) return "Absent"
    // Put over another build and broken off, it has files of that one yet: only whole it is current.
    const same =
      manifest.bundle === digest(this.#bundle) &&
      this.#digestOf(bundlePlace) === manifest.bundle &&
      Object.entries(manifest.files).every(
        ([file, { after, earlier }]) => earlier === undefined && this.#digestOf(file) === after
      )
    return same ? "Current" : "Outdated"
  }

  /**
   * What every file was before the adapter, and would be with it. Throws a `Misfit` where `install` refuses:
   * this adapter was not made for what is there, or it cannot be put in.
   */
  adapted(): ReadonlyMap<string, { readonly before: string | null; readonly after: string }> {
    const manifest = this.#manifest()
    const originals = manifest === null ? null : this.#originals(manifest)
    const version = this.version()
    if (!knownVersions.includes(version)) {
      throw new Misfit(
        this.#scripts,
        `the plugin's version is ${version}; known are ${knownVersions.join(", ")}`
      )
    }
    const adapted = new Map<string, { readonly before: string | null; readonly after: string }>()
    for (const [file, edits] of Object.entries(adaptations)) {
      const place = path.join(this.#scripts, file)
      if (!fs.existsSync(place)) throw new Misfit(file, "it is not there")
      const before = (originals?.get(file) ?? fs.readFileSync(place)).toString("utf8")
      const after = edits.reduce((text, edit) => applyEdit(file, text, edit), before)
      adapted.set(file, { before, after })
    }
    const { before = null, after: rest = "" } = adapted.get(entry.file) ?? {}
    adapted.set(entry.rest, { before: null, after: rest })
    for (const [file, after] of Object.entries(added)) {
      adapted.set(file, { before: file === entry.file ? before : null, after })
    }
    this.#refuseUnwritable()
    return adapted
  }

  /**
   * Puts the adapter in. Everything is worked out first: a misfit changes nothing. Over another build it is
   * put file by file, so that whatever runs meanwhile finds each of them, and never the plugin without it.
   */
  install(): Standing {
    const standing = this.standing()
    if (standing === "Current") return standing
    const adapted = this.adapted()
    const replaced = this.#manifest()
    const leftOver = replaced === null ? [] : [...this.#originals(replaced)]
    const manifest: Manifest = {
      plugin: this.version(),
      bundle: digest(this.#bundle),
      files: Object.fromEntries(
        [...adapted].map(([file, { after, before }]) => [
          file,
          { before: before === null ? null : digest(before), after: digest(after) }
        ])
      )
    }
    // What is done and the originals come first: what is broken off half-way can be undone.
    this.#note(replaced === null ? manifest : overlaid(replaced, manifest))
    for (const [file, { before }] of adapted) {
      if (before !== null) this.#put(path.join(keptFolder, file), before)
    }
    this.#put(bundlePlace, this.#bundle)
    const files = callersFirst([...adapted], ([, { before }]) => before === null)
    for (const [file, { after }] of files) this.#put(file, after)
    for (const [file, original] of leftOver) {
      if (!adapted.has(file)) this.#putBack(file, original)
    }
    if (replaced !== null) {
      this.#forgetCompiled()
      this.#note(manifest)
    }
    return standing
  }

  /** Puts back what was there, byte for byte. Everything is read first: a refusal changes nothing. */
  uninstall(): Standing {
    const manifest = this.#manifest()
    if (manifest === null) {
      this.#forgetPrepared()
      return "Absent"
    }
    const originals = this.#originals(manifest)
    this.#refuseUnwritable()
    const files = callersFirst([...originals], ([, original]) => original === null)
    for (const [file, original] of files.reverse()) this.#putBack(file, original)
    this.#remove(bundlePlace)
    this.#forgetCompiled()
    // What was noted goes last: until then it can be done once more.
    for (const name of this.#kept()) {
      if (name !== manifestName) this.#remove(path.join(keptFolder, name))
    }
    this.#remove(path.join(keptFolder, manifestName))
    this.#remove(keptFolder)
    return "Current"
  }

  /** What was broken off before anything was noted has changed nothing, and left at most what it prepared. */
  #forgetPrepared(): void {
    const kept = this.#kept()
    if (kept.length === 0 || !kept.every((name) => name.startsWith(preparedName))) return
    this.#remove(keptFolder)
  }

  /** Whatever runs adds to what Node has compiled, by its name: so it loses that name first. */
  #forgetCompiled(): void {
    const aside = path.join(keptFolder, `${preparedName}compiled.${process.pid}`)
    this.#remove(aside)
    try {
      fs.renameSync(path.join(this.#scripts, cachePlace), path.join(this.#scripts, aside))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return
      throw error
    }
    this.#remove(aside)
  }

  #kept(): ReadonlyArray<string> {
    const folder = path.join(this.#scripts, keptFolder)
    return fs.existsSync(folder) ? fs.readdirSync(folder) : []
  }

  #remove(place: string): void {
    fs.rmSync(path.join(this.#scripts, place), { recursive: true, force: true })
  }

  /** What every file was. Throws a `Misfit` where that would undo somebody's change, or is not known. */
  #originals(manifest: Manifest): ReadonlyMap<string, Buffer | null> {
    const changed = Object.entries(manifest.files).filter(([file, change]) => {
      const now = this.#digestOf(file)
      return now !== change.after && now !== change.before && !isEarlier(change, now)
    })
    if (changed.length > 0) {
      throw new Misfit(
        changed.map(([file]) => file).join(", "),
        `changed since the adapter was installed. Take that back, or reinstall the plugin; the originals are in scripts/${keptFolder}`
      )
    }
    return new Map(
      Object.entries(manifest.files).map(([file, { before }]) => {
        if (before === null) return [file, null]
        const original = [file, path.join(keptFolder, file)]
          .map((each) => this.#read(each))
          .find((each) => each !== null && digest(each) === before)
        if (original === undefined) {
          throw new Misfit(
            file,
            `its original in scripts/${keptFolder} is gone. Reinstall the plugin`
          )
        }
        return [file, original]
      })
    )
  }

  /** A folder that is known to refuse is not left with half of the files. */
  #refuseUnwritable(): void {
    for (const folder of [this.#scripts, path.join(this.#scripts, "lib")]) {
      try {
        fs.accessSync(folder, fs.constants.W_OK)
      } catch {
        throw unwritable(folder)
      }
    }
  }

  #manifest(): Manifest | null {
    const file = path.join(keptFolder, manifestName)
    const text = this.#read(file)?.toString("utf8")
    if (text === undefined) return null
    try {
      return JSON.parse(text) as Manifest
    } catch {
      throw new Misfit(
        path.join(this.#scripts, file),
        "what was installed is written there, and cannot be read. Reinstall the plugin"
      )
    }
  }

  #note(manifest: Manifest): void {
    this.#put(path.join(keptFolder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
  }

  #putBack(file: string, original: Buffer | null): void {
    if (original === null) fs.rmSync(path.join(this.#scripts, file), { force: true })
    else this.#put(file, original)
  }

  #digestOf(file: string): string | null {
    const content = this.#read(file)
    return content === null ? null : digest(content)
  }

  /** Null where there is none, and where somebody else takes it away just now. */
  #read(file: string): Buffer | null {
    try {
      return fs.readFileSync(path.join(this.#scripts, file))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
      throw error
    }
  }

  /** Whole, with the mode that it had, and prepared where an end in between leaves nothing that stays. */
  #put(file: string, content: string | Buffer): void {
    const place = path.join(this.#scripts, file)
    const mode = fs.statSync(place, { throwIfNoEntry: false })?.mode ?? 0o644
    const prepared = path.join(this.#scripts, keptFolder, `${preparedName}${process.pid}`)
    for (const each of [place, prepared]) fs.mkdirSync(path.dirname(each), { recursive: true })
    fs.writeFileSync(prepared, content)
    // Not what the umask leaves of it.
    fs.chmodSync(prepared, mode & 0o7777)
    fs.renameSync(prepared, place)
  }
}
