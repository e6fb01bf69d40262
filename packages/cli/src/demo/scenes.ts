import type { JobDocument } from "../json/JobDocument.ts"

/** One job of the demonstration: how it is started, what is done to it, how it must end. */
export interface Scene {
  readonly name: string
  readonly options?: ReadonlyArray<string>
  readonly command: ReadonlyArray<string>
  /** Done to the job once it runs. */
  readonly act?: { readonly says: string; readonly do: (job: JobDocument, stage: Stage) => void }
  readonly expected: { readonly tag: string; readonly data?: Readonly<Record<string, unknown>> }
}

/** What a scene may do beside sending signals. */
export interface Stage {
  readonly cancel: (id: string) => void
}

const working = ["sh", "-c", "echo working; exec sleep 60"]

export const scenes: ReadonlyArray<Scene> = [
  {
    name: "succeeds",
    command: ["sh", "-c", "echo working; sleep 1; echo done"],
    expected: { tag: "Completed", data: { result: "ExitCode" } }
  },
  {
    name: "exits with 3",
    command: ["sh", "-c", "sleep 0.6; echo 'no such table' >&2; exit 3"],
    expected: { tag: "Failed", data: { exitCode: 3, stderrTail: "no such table\n" } }
  },
  {
    name: "is killed",
    command: working,
    act: {
      says: "SIGKILL to its command",
      do: ({ childPid }) => process.kill(childPid!, "SIGKILL")
    },
    expected: { tag: "Failed", data: { signal: "SIGKILL" } }
  },
  {
    name: "loses its owner",
    command: working,
    act: { says: "SIGKILL to its owner", do: ({ pid }) => process.kill(pid!, "SIGKILL") },
    expected: { tag: "Orphaned" }
  },
  {
    name: "takes too long",
    options: ["--timeout", "800ms"],
    command: working,
    expected: { tag: "TimedOut", data: { limitMillis: 800 } }
  },
  {
    name: "is told to end",
    command: working,
    act: { says: "SIGTERM to its owner", do: ({ pid }) => process.kill(pid!, "SIGTERM") },
    expected: { tag: "Signalled", data: { signal: "SIGTERM" } }
  },
  {
    name: "is cancelled",
    command: working,
    act: { says: "job cancel", do: ({ id }, stage) => stage.cancel(id) },
    expected: { tag: "Cancelled" }
  }
]
