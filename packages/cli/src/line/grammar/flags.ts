import { Argument, Flag, GlobalFlag } from "effect/cli"
import * as Option from "effect/Option"

export const root = GlobalFlag.Setting("root")({
  flag: Flag.String("root").pipe(
    Flag.withMetavar("DIR"),
    Flag.withDescription(
      "The store to use. Default: $JOB_LIFECYCLE_ROOT, else the user's state directory"
    ),
    Flag.optional
  )
})

export const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print one JSON document on stdout and nothing else there"),
  Flag.withDefault(false),
  Flag.withoutNegation
)
export const duration = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("D"), Flag.withDescription(description), Flag.optional)
export const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.optional
  )
export const switchFlag = (name: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(description),
    Flag.withDefault(false),
    Flag.withoutNegation
  )
export const count = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withMetavar("N"), Flag.withDescription(description), Flag.optional)

export const one = Argument.String("ID").pipe(
  Argument.withDescription("The id of a job, or its beginning where that names only one")
)
export const many = one.pipe(Argument.variadic({ min: 1 }))
export const completionFd = text(
  "completion-fd",
  "FD",
  "Write one line for a program on this open descriptor when a job has ended; 2 is standard error"
)
export const patience = duration(
  "timeout",
  "Stop waiting after this time, with exit code 123. 0, and the default, is no limit"
)
export const given = Option.getOrNull
