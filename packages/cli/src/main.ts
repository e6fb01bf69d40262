#!/usr/bin/env node
import { frequent } from "./line/frequent.ts"

// First, and with nothing imported that an older Node lacks: one sentence instead of a stack.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(`job needs Node 22.19 or later; this is ${process.version}`)
  process.exit(125)
}

// Node keeps what it compiled beside the built file, if it may write there: 6 ms less at each start.
if (import.meta.filename.endsWith(".mjs")) {
  process.getBuiltinModule("node:module").enableCompileCache(`${import.meta.dirname}/.cache`)
}

const argv = process.argv.slice(2)
const plan = frequent(argv)
// The full parser is loaded only for lines that need it: it doubles the start-up of Node.
if (plan !== null) void import("./perform.ts").then(({ perform }) => perform(plan))
else void import("./performLine.ts").then(({ performLine }) => performLine(argv))
