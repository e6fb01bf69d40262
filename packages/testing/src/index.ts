export { describeJobStore } from "./contracts/describeJobStore.ts"
export { TwoHandles } from "./contracts/TwoHandles.ts"
export type { TestRunner } from "./contracts/TestRunner.ts"
export * from "./samples.ts"
export { describeLivenessChannel } from "./contracts/describeLivenessChannel.ts"
export type { ChannelOwner, LivenessChannelWorld } from "./contracts/LivenessChannelWorld.ts"
export { describeOwnerProbe } from "./contracts/describeOwnerProbe.ts"
export type {
  FurtherOwnerState,
  MortalOwner,
  OwnerProbeWorld,
  OwnerState
} from "./contracts/OwnerProbeWorld.ts"
export { describeWorkStopper } from "./contracts/describeWorkStopper.ts"
export type {
  FurtherWorkShape,
  StartedWork,
  WorkShape,
  WorkStopperWorld
} from "./contracts/WorkStopperWorld.ts"
export type { TestAssert } from "./contracts/TestRunner.ts"
export { FakeChannels, FakeLivenessChannel } from "./fakes/FakeLivenessChannel.ts"
export { fakeOwnerWorld } from "./fakes/fakeOwnerWorld.ts"
export { fakeWorkWorld } from "./fakes/fakeWorkWorld.ts"
export { FakeOwnerProbe } from "./fakes/FakeOwnerProbe.ts"
export type { FakeProcessExit } from "./fakes/FakeProcessExit.ts"
export { makeFakeProcessExit } from "./fakes/FakeProcessExit.ts"
export type { FakeProcess, FakeScope, FakeSignal, FakeSpawn } from "./fakes/FakeProcessTable.ts"
export { FakeIdentity, FakeProcessTable, fakeScheme } from "./fakes/FakeProcessTable.ts"
export type { FakeTerminationSignals } from "./fakes/FakeTerminationSignals.ts"
export { makeFakeTerminationSignals } from "./fakes/FakeTerminationSignals.ts"
export { FakeWorkStopper } from "./fakes/FakeWorkStopper.ts"
export type { Around, StoreOperation } from "./fakes/aroundStore.ts"
export { aroundStore } from "./fakes/aroundStore.ts"
export type { Faults } from "./fakes/faultyStore.ts"
export { faultyStore, noFaults } from "./fakes/faultyStore.ts"
export type { FakeHost, FakeWorld } from "./fakes/FakeWorld.ts"
export { makeFakeWorld } from "./fakes/FakeWorld.ts"
export { mortalStore } from "./fakes/mortalStore.ts"
export type { RecordedWrite } from "./fakes/recordedStore.ts"
export { recordedStore } from "./fakes/recordedStore.ts"
export { blindStore } from "./fakes/blindStore.ts"
export { blindWatch } from "./fakes/blindWatch.ts"
export { FakeDisk } from "./files/FakeDisk.ts"
export type { FakeDiskOptions } from "./files/FakeDisk.ts"
export type { FakeStat } from "./files/DiskCalls.ts"
export type { ProcessOptions } from "./files/FakeFiles.ts"
export { FakeFiles } from "./files/FakeFiles.ts"
export type { Fault, Faults as FileFaultPlan, Landed, Operation } from "./files/Faults.ts"
export { Crashed, FileFaults } from "./files/Faults.ts"
export { PowerCut, powerCuts } from "./files/PowerCut.ts"
export { seededRandom } from "./files/seededRandom.ts"
export type { Errno } from "./files/systemError.ts"
export { systemError } from "./files/systemError.ts"
