import type { FakeFiles } from "../src/index.ts"
import { seededRandom } from "../src/index.ts"

/** The calls that both sides have; node:fs is one of them. */
type Calls = Pick<
  FakeFiles,
  | "openSync"
  | "closeSync"
  | "writeSync"
  | "readSync"
  | "fsyncSync"
  | "fstatSync"
  | "lstatSync"
  | "statSync"
  | "existsSync"
  | "readdirSync"
  | "mkdirSync"
  | "rmdirSync"
  | "linkSync"
  | "renameSync"
  | "unlinkSync"
>

export type Script = (calls: Calls, at: (name: string) => string) => unknown

/** The answer of a call, or the code and syscall that it failed with. */
export const answerOf = (call: () => unknown): unknown => {
  try {
    return call() ?? "done"
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return `${code} ${syscall}`
  }
}

/** A script is a list of calls; each is answered, whatever the others came to. */
const answers =
  (...calls: ReadonlyArray<(calls: Calls, at: (name: string) => string) => unknown>): Script =>
  (files, at) =>
    calls.map((call) => answerOf(() => call(files, at)))

const write =
  (name: string, text: string, flags = "w") =>
  (files: Calls, at: (n: string) => string) => {
    const fd = files.openSync(at(name), flags, 0o600)
    try {
      return files.writeSync(fd, new TextEncoder().encode(text))
    } finally {
      files.closeSync(fd)
    }
  }

const read =
  (name: string, from = 0) =>
  (files: Calls, at: (n: string) => string) => {
    const fd = files.openSync(at(name), "r")
    try {
      const bytes = new Uint8Array(100)
      return new TextDecoder().decode(bytes.subarray(0, files.readSync(fd, bytes, 0, 100, from)))
    } finally {
      files.closeSync(fd)
    }
  }

const statusOf = (name: string) => (files: Calls, at: (n: string) => string) => {
  const stat = files.statSync(at(name), { throwIfNoEntry: false })
  if (stat === undefined) return "absent"
  const kind = stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other"
  return kind === "file" ? [kind, stat.nlink, stat.size] : [kind]
}

const list = (name: string) => (files: Calls, at: (n: string) => string) =>
  files.readdirSync(at(name)).sort()
const folder =
  (name: string, mode = 0o700) =>
  (files: Calls, at: (n: string) => string) =>
    files.mkdirSync(at(name), mode)
const link = (from: string, to: string) => (files: Calls, at: (n: string) => string) =>
  files.linkSync(at(from), at(to))
const rename = (from: string, to: string) => (files: Calls, at: (n: string) => string) =>
  files.renameSync(at(from), at(to))
const unlink = (name: string) => (files: Calls, at: (n: string) => string) =>
  files.unlinkSync(at(name))
const rmdir = (name: string) => (files: Calls, at: (n: string) => string) =>
  files.rmdirSync(at(name))

export const scripts: Record<string, Script> = {
  "a name is made once, exclusively": answers(
    write("a", "x", "wx"),
    write("a", "y", "wx"),
    read("a")
  ),
  "writing truncates, appending does not": answers(
    write("a", "long text"),
    write("a", "s"),
    write("a", "hort", "a"),
    read("a"),
    read("a", 3),
    read("a", 99)
  ),
  "a link is a second name of one file": answers(
    write("a", "x"),
    link("a", "b"),
    link("a", "b"),
    statusOf("a"),
    write("b", "yy"),
    read("a"),
    unlink("a"),
    statusOf("b"),
    unlink("a")
  ),
  "a rename replaces a file, and nothing else that is in use": answers(
    write("a", "x"),
    write("b", "y"),
    rename("a", "b"),
    read("b"),
    folder("full"),
    write("full/inside", "z"),
    folder("empty"),
    rename("b", "full"),
    rename("full", "b"),
    rename("empty", "full"),
    rename("full", "empty"),
    list("empty"),
    rename("empty", "empty/below"),
    rename("nothing", "b"),
    rename("b", "nowhere/b"),
    link("b", "same"),
    rename("b", "same"),
    list("")
  ),
  "folders are made and removed one at a time": answers(
    folder("a/b"),
    folder("a"),
    folder("a"),
    folder("a/b"),
    rmdir("a"),
    rmdir("a/b"),
    rmdir("a/b"),
    unlink("a"),
    write("f", ""),
    rmdir("f"),
    folder("f"),
    folder("f/g"),
    rmdir("a"),
    list("a")
  ),
  "what is no folder leads nowhere": answers(
    write("f", ""),
    read("f/g"),
    statusOf("f/g"),
    list("f"),
    link("f/g", "x"),
    link("f", "f/g"),
    rename("f/g", "x"),
    (files, at) => files.existsSync(at("f/g")),
    write("f/g", "")
  ),
  "a folder is opened and flushed, and not read or written": answers(
    folder("a"),
    write("a", ""),
    read("a"),
    link("a", "b"),
    (files, at) => {
      const fd = files.openSync(at("a"), 0)
      files.fsyncSync(fd)
      const isFolder = files.fstatSync(fd).isDirectory()
      files.closeSync(fd)
      return isFolder
    }
  ),
  "a descriptor outlives the name, and nothing outlives its closing": answers((files, at) => {
    const fd = files.openSync(at("a"), "w+", 0o600)
    const bytes = new TextEncoder().encode("abcdef")
    const seen: Array<unknown> = [files.writeSync(fd, bytes), files.writeSync(fd, bytes, 2)]
    files.unlinkSync(at("a"))
    seen.push(
      files.writeSync(fd, bytes, 0, 2, 1),
      files.fstatSync(fd).size,
      files.fstatSync(fd).nlink
    )
    const into = new Uint8Array(12)
    seen.push(files.readSync(fd, into, 1, 11, 0), new TextDecoder().decode(into))
    files.closeSync(fd)
    seen.push(
      answerOf(() => files.writeSync(fd, bytes)),
      answerOf(() => files.fsyncSync(fd)),
      answerOf(() => files.closeSync(fd))
    )
    return seen
  }),
  "a file that was opened to be read is not written, nor the other way round": answers(
    (files, at) => {
      write("a", "x")(files, at)
      const reading = files.openSync(at("a"), "r")
      const writing = files.openSync(at("a"), "a", 0o600)
      return [
        answerOf(() => files.writeSync(reading, new Uint8Array(1))),
        answerOf(() => files.readSync(writing, new Uint8Array(1), 0, 1, 0))
      ]
    }
  ),
  "a name may be long, but not too long": answers(
    write("n".repeat(255), ""),
    write("n".repeat(256), ""),
    statusOf("n".repeat(255))
  )
}

export const permissions: Script = answers(
  folder("closed", 0o300),
  write("closed/a", "x"),
  list("closed"),
  read("closed/a"),
  folder("shown", 0o500),
  write("shown/a", "x"),
  folder("shown/b"),
  list("shown"),
  folder("blind", 0o600),
  write("blind/a", "x"),
  link("closed/a", "shown/a"),
  rename("closed/a", "shown/a"),
  statusOf("blind/a"),
  (files, at) => files.existsSync(at("blind/a"))
)

/** Calls at random over few names, so that they meet. */
export const randomScript = (seed: number): Script => {
  const next = seededRandom(seed)
  const pick = <A>(from: ReadonlyArray<A>): A => from[Math.floor(next() * from.length)]!
  const name = () => pick(["a", "b", "c", "d", "d/a", "d/b", "d/e", "d/e/a", "a/x"])
  const calls = Array.from({ length: 60 }, () => {
    const kind = Math.floor(next() * 11)
    const first = name()
    const second = name()
    const text = "x".repeat(Math.floor(next() * 5))
    return [
      write(first, text, pick(["w", "wx", "a", "r+"])),
      read(first),
      statusOf(first),
      list(pick(["", "d", "d/e", first])),
      folder(pick(["d", "d/e", first])),
      link(first, second),
      rename(first, second),
      unlink(first),
      rmdir(pick(["d", "d/e", first])),
      folder("d"),
      (files: Calls, at: (n: string) => string) => files.existsSync(at(first))
    ][kind]!
  })
  return answers(...calls, list(""), list("d"))
}
