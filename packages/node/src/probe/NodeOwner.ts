import * as Schema from "effect/Schema"
import { MemoryGroup } from "./memoryGroup.ts"
import { ProcessScope } from "./ProcessScope.ts"

/** The scheme of identities that `NodeOwnerProbe` makes and judges. */
export const nodeScheme = "node"

/** A thread's number, which counts where its process's does, and its start in clock ticks since boot. */
export const OwnerThread = Schema.Struct({ tid: Schema.Int, startTicks: Schema.Int })
export type OwnerThread = typeof OwnerThread.Type

/**
 * Names one process for ever: its number, when it started, and within which machine, boot and
 * namespaces that number counts. This is the `value` of an `OwnerIdentity` of scheme `"node"`;
 * decode it to show the pid.
 *
 * **Details**: `startTicks` is field 22 of the stat line (proc_pid_stat(5)), in clock ticks since
 * boot; on macOS seconds and on Windows microseconds since 1970. Null where it cannot be read, and
 * then the identity is never judged. `uid` is for display.
 */
export const NodeOwner = Schema.Struct({
  pid: Schema.Int,
  startTicks: Schema.NullOr(Schema.Int),
  uid: Schema.NullOr(Schema.Int),
  /** As it was when the process named itself. Absent in older records. */
  memory: Schema.optionalKey(Schema.NullOr(MemoryGroup)),
  /** The thread of it that is the owner, on Linux, where that is not its main one: a worker. */
  thread: Schema.optionalKey(OwnerThread),
  ...ProcessScope.fields
})
export type NodeOwner = typeof NodeOwner.Type
