import { spawnSync } from "node:child_process"

/** One system call of a program's first thread. */
export interface Call {
  readonly name: string
  /** How many calls of this name that thread had made with it. */
  readonly nth: number
  /** The call and its arguments, as strace tells them. */
  readonly told: string
}

/** What becomes of a call. */
export type Interference =
  | { readonly _tag: "Refused"; readonly error: string }
  /** Its process dies by SIGKILL as it returns. */
  | { readonly _tag: "Killed" }
  | { readonly _tag: "Delayed"; readonly millis: number }

/** The words before a command line that make strace tell its calls to a file, with the paths of its descriptors. */
export const telling = (file: string): ReadonlyArray<string> =>
  strace(file, ["-e", "trace=%file,%desc,%process,%network,kill"])

/** The words before a command line that let this become of one call of each of its threads, and tell it to a file. */
export const interfering = (
  { name, nth }: Call,
  how: Interference,
  file: string
): ReadonlyArray<string> =>
  strace(file, ["-e", `trace=${name}`, "-e", `inject=${name}:${effectOf(how)}:when=${nth}`])

const strace = (file: string, what: ReadonlyArray<string>): ReadonlyArray<string> => [
  "strace",
  "-f",
  "--seccomp-bpf",
  "-qq",
  "-y",
  "-o",
  file,
  ...what
]

/**
 * Whether a call was refused that is not about this path, as one of Node with itself: from run to run another
 * call may be the nth of its name. Node does not live through that.
 */
export const isElsewhere = (told: string, path: string): boolean =>
  told.split("\n").some((line) => line.includes("(INJECTED)") && !line.includes(path))

const effectOf = (how: Interference): string => {
  switch (how._tag) {
    case "Refused":
      return `error=${how.error}`
    case "Killed":
      return "signal=KILL"
    case "Delayed":
      return `delay_enter=${how.millis * 1_000}`
  }
}

/** The calls of the first thread from the first on that names this path: those on it, and those about processes. */
export const callsIn = (told: string, path: string): ReadonlyArray<Call> => {
  const counts = new Map<string, number>()
  const calls: Array<Call> = []
  let first: string | undefined
  for (const line of told.split("\n")) {
    const [, thread, rest, name] = /^(\d+)\s+((\w+)\(.*)/.exec(line) ?? []
    if (name === undefined || rest === undefined || thread !== (first ??= thread)) continue
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    const isOurs = line.includes(path) || (calls.length > 0 && aboutProcesses.test(name))
    if (isOurs) calls.push({ name, nth, told: rest.slice(0, 120) })
  }
  return calls
}

const aboutProcesses = /^(?:clone3?|vfork|fork|execve|kill|bind|listen|connect|epoll_p?wait2?)$/

/** Whether a call is about this path, and not about a process or a socket. */
export const isAbout = ({ told }: Call, path: string): boolean => told.includes(path)

/** What the system may answer to a call in place of what it was to do. */
export const errorsOf = ({ name }: Call): ReadonlyArray<string> =>
  errors.find(([names]) => names.test(name))?.[1] ?? ["EIO"]

const errors: ReadonlyArray<readonly [names: RegExp, errors: ReadonlyArray<string>]> = [
  [/^openat$/, ["EIO", "EMFILE"]],
  [/^(?:p?write(?:v|64)?|link|mkdir|rename)$/, ["EIO", "ENOSPC"]]
]

export const hasStrace = (): boolean => spawnSync("strace", ["--version"]).status === 0

export const needStrace = (): void => {
  if (!hasStrace()) {
    throw new Error("This run interferes with system calls: install strace, on Linux")
  }
}
