import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { formatVersion, readFormat } from "../store/format.ts"
import { isAbsence } from "../store/folders.ts"
import { strangerIn } from "../store/ownFolder.ts"
import { RootRefused } from "../store/RootRefused.ts"
import type { StoreRoot } from "../store/StoreRoot.ts"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning, wordsOf } from "./Finding.ts"

/** What was found out about a root, and where things can be tried: null where nowhere. */
export interface RootSeen {
  readonly findings: ReadonlyArray<Finding>
  readonly scratchIn: string | null
}

/** Looks at where jobs are kept, by the checks that the store itself makes. Creates nothing. */
export const examineRoot = (root: StoreRoot, from: string): RootSeen => {
  const { root: folder } = root.layout
  try {
    const there = root.isThere()
    if (!there) return examineAbsent(root, from)
    root.checkWritable()
  } catch (error) {
    const advice = error instanceof RootRefused ? adviceFor[error.reason] : useAnother
    const text = `${folder} (${from}): ${wordsOf(error)}`
    return { findings: [problem("root", text, advice)], scratchIn: null }
  }
  const found = ok("root", `${folder} (${from})`)
  const access = examineAccess(folder)
  const scratchIn = access.verdict === "problem" ? null : folder
  return { findings: [found, access, examineFormat(root), examinePlace(folder)], scratchIn }
}

const useAnother = "use another root: --root DIR, or JOB_LIFECYCLE_ROOT"

const adviceFor: Record<RootRefused["reason"], string> = {
  Unreadable: useAnother,
  NotWritable: useAnother,
  NotAStore: "name a folder that is empty or not there yet, or the root of a store",
  ForeignOwner: "use a root of your own: --root DIR, or JOB_LIFECYCLE_ROOT",
  NewerFormat: "update this program"
}

/** No store is there yet: whether one can be made. */
const examineAbsent = (root: StoreRoot, from: string): RootSeen => {
  const { root: folder } = root.layout
  const stranger = strangerIn(root.fs, root.layout)
  if (stranger !== null) {
    const text = `${folder} (${from}) holds other things and no store, ${JSON.stringify(stranger)} for one`
    return { findings: [problem("root", text, adviceFor.NotAStore)], scratchIn: null }
  }
  const above = nearestFolder(folder)
  const access = examineAccess(above, above === folder)
  const findings = [
    ok("root", `${folder} (${from}): no store yet; the first job makes it`),
    access,
    examinePlace(folder)
  ]
  return { findings, scratchIn: access.verdict === "problem" ? null : above }
}

/** The folder itself, or what is there of those that lead to it. */
export const nearestFolder = (folder: string): string => {
  const parent = path.dirname(folder)
  return fs.existsSync(folder) || parent === folder ? folder : nearestFolder(parent)
}

const examineAccess = (folder: string, isRoot = true): Finding => {
  try {
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK)
    const { mode } = fs.statSync(folder)
    if (isRoot && process.platform !== "win32" && (mode & 0o077) !== 0) {
      return warning(
        "access",
        `others may look into ${folder} (mode ${(mode & 0o777).toString(8)})`,
        `keep it to yourself: chmod 700 ${folder}`
      )
    }
    return ok("access", `${folder} is ${isRoot ? "yours alone and " : ""}writable`)
  } catch (error) {
    return problem("access", `${folder} cannot be written: ${wordsOf(error)}`, useAnother)
  }
}

const examineFormat = ({ fs: store, layout }: StoreRoot): Finding => {
  const format = readFormat(store, layout)
  if (format === "Absent") {
    return warning("format", "format.json was taken away", "it is made again with the next job")
  }
  if (format === "Damaged") {
    return problem("format", "format.json cannot be read", "move it away: it is made again")
  }
  if (format.version > formatVersion) {
    return problem(
      "format",
      `format ${format.version} is newer than this program's ${formatVersion}: it takes no new jobs`,
      adviceFor.NewerFormat
    )
  }
  return ok("format", `format ${format.version}${format.links ? "" : ", without hard links"}`)
}

/** Where the root is, as far as that bears on how long it lasts. */
const examinePlace = (folder: string): Finding => {
  const above = nearestFolder(folder)
  const kind = fileSystemOf(above)
  if (isInside(folder, os.tmpdir())) {
    return warning(
      "place",
      "the root is in the folder for temporary files, which systems clear",
      "keep jobs that matter elsewhere"
    )
  }
  if (kind === "memory") {
    return warning(
      "place",
      "the root is in memory and goes with a restart",
      "keep jobs that matter elsewhere"
    )
  }
  if (kind === "network") {
    return warning(
      "place",
      "the root is on a network file system, which is untested",
      "use a local disk"
    )
  }
  return ok("place", "the root is on a file system that lasts")
}

const isInside = (folder: string, above: string): boolean => {
  const relative = path.relative(real(above), real(nearestFolder(folder)))
  return relative === "" || !(relative.startsWith("..") || path.isAbsolute(relative))
}

const real = (folder: string): string => {
  try {
    return fs.realpathSync(folder)
  } catch (error) {
    if (isAbsence(error)) return folder
    throw error
  }
}

/** Magic numbers of Linux (statfs(2)): tmpfs, ramfs; NFS, SMB, CIFS, SMB2, 9P. */
const fileSystemOf = (folder: string): "memory" | "network" | "other" => {
  if (process.platform !== "linux") return "other"
  const { type } = fs.statfsSync(folder)
  if ([0x01021994, 0x858458f6].includes(type)) return "memory"
  return [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997].includes(type) ? "network" : "other"
}
