export type { CommandOptions } from "./command/commandRunner.ts"
export { commandRunner } from "./command/commandRunner.ts"
export { identifyProcess } from "./probe/identifyProcess.ts"
export { NodeOwner, nodeScheme } from "./probe/NodeOwner.ts"
export { NodeOwnerProbe } from "./probe/NodeOwnerProbe.ts"
export { NodeProcessExit } from "./signals/NodeProcessExit.ts"
export { NodeTerminationSignals } from "./signals/NodeTerminationSignals.ts"
export { exitCodeOf } from "./signals/terminationPeriod.ts"
export type { OnLast } from "./signals/terminationPeriod.ts"
export { UnrefClock } from "./UnrefClock.ts"
export { NodeWork, identifyWork } from "./work/NodeWork.ts"
export { NodeWorkStopper } from "./work/NodeWorkStopper.ts"
export { idVariable, tokenVariable } from "./work/tokenVariable.ts"
export type { FileJobStoreOptions } from "./store/FileJobStore.ts"
export * as FileJobStore from "./store/FileJobStore.ts"
export { defaultRoot } from "./defaultRoot.ts"
export type { NodePlatformOptions } from "./NodePlatform.ts"
export { NodePlatform } from "./NodePlatform.ts"
export type {
  PromiseJobLifecycle,
  PromiseRunner,
  PromiseRunnerContext
} from "./openJobLifecycle.ts"
export { openJobLifecycle } from "./openJobLifecycle.ts"
