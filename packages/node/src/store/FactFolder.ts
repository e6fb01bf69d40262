import { isAbsence, unlessStray } from "./folders.ts"
import { factFile, inFolder } from "./layout.ts"
import type { ReadRecord } from "./readRecord.ts"
import { glanceAt, readRareRecord, readRecord } from "./readRecord.ts"
import type { Reading } from "./readingOf.ts"
import { readingOf } from "./readingOf.ts"
import type { StoreFs } from "./StoreFs.ts"

/** The folder of one job, wherever it stands: in its place, or taken out of it. */
export class FactFolder {
  readonly fs: StoreFs
  readonly folder: string

  constructor(fs: StoreFs, folder: string) {
    this.fs = fs
    this.folder = folder
  }

  /** The names in it; null when there is no such folder. */
  names(): ReadonlySet<string> | null {
    const list = () => new Set(this.fs.readdirSync(this.folder))
    try {
      const names = list()
      // A listing is no snapshot: what came before an outcome that it shows is in the next one.
      return names.has(factFile.outcome) ? list() : names
    } catch (error) {
      if (isAbsence(error)) return null
      throw error
    }
  }

  read(name: string): ReadRecord {
    const file = inFolder(this.folder, name)
    if (name !== factFile.late) return readRecord(this.fs, file)
    return unlessStray(() => readRecord(this.fs, file), noFolder)
  }

  /** Reads what a record says. @param decode answers null when the text is not such a record */
  reading<A>(name: string, decode: (text: string) => A | null): Reading<A> {
    const text = glanceAt(this.fs, inFolder(this.folder, name))
    const value = text === null ? null : decode(text)
    return value === null ? readingOf(this.read(name), { decode }) : { _tag: "Value", value }
  }

  /** Reads a record that nothing says is there. */
  readRare(name: string): ReadRecord {
    return readRareRecord(this.fs, inFolder(this.folder, name))
  }
}

/** What stands in place of the folder of what came late is damage to that alone. */
const noFolder: ReadRecord = { _tag: "Odd", mtimeMillis: 0 }
