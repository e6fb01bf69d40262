export { directedLives } from "./directedLives.ts"
export { drawLife } from "./drawLife.ts"
export type { Cast, JobPlan, Life, LifeAct, LifeEvent } from "./LifeEvent.ts"
export { plainPlan } from "./LifeEvent.ts"
export type { Violation } from "./Judgement.ts"
export { laws } from "./laws/index.ts"
export type { Judge, Law } from "./laws/Law.ts"
export { lifeOfToken, lifeToken, replayCommand } from "./lifeToken.ts"
export { live } from "./live.ts"
export type { Lived } from "./live.ts"
export type {
  Handle,
  Landed,
  MakeMedium,
  Medium,
  PowerLoss,
  RecordedJob,
  Records
} from "./Medium.ts"
export { shrinkLife } from "./shrinkLife.ts"
export type { SimulatedHost } from "./SimulatedHost.ts"
export { Simulation } from "./Simulation.ts"
export { SimulatedWorld } from "./SimulatedWorld.ts"
export { tellLife } from "./tellLife.ts"
export type { TraceEntry } from "./Trace.ts"
export { Tally, tallied } from "./Tally.ts"
export type { Tallied, TallyRows } from "./Tally.ts"
