import { assert, describe, it, onTestFinished } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { holderOf, holderVariable } from "../src/broker/Holder.ts"
import { withEnvironment } from "./hostFolder.ts"

describe.runIf(process.platform === "linux")("the holder of a command", () => {
  for (const [what, value] of [
    ["was told nothing", undefined],
    ["was told what is no process", '{"label":"pid 7"}'],
    ["was told what cannot be read", "{"]
  ] as const) {
    it(`that ${what} is whoever is above it, over all shells`, () =>
      withEnvironment({ [holderVariable]: value }, async () => {
        const shell = spawn("sh", ["-c", "sh -c 'echo $$; read line'; :"], {
          stdio: ["pipe", "pipe", "ignore"]
        })
        onTestFinished(() => void shell.stdin.end())
        const [said] = await once(shell.stdout, "data")
        const holder = holderOf(Number(said))
        assert.deepInclude(holder?.value, { pid: process.pid })
      }))
  }
})
