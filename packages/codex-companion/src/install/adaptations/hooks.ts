import type { Edit } from "../Edit.ts"
import { dropName, importLine, makeAsync, substitute, takeOver } from "../Edit.ts"
import { hostState } from "../places.ts"

const input = substitute(null, /fs\.readFileSync\(0, "utf8"\)/, "readInput()")

/** The hooks of a session's beginning and end, and of a stop. */
export const hooks: Readonly<Record<string, ReadonlyArray<Edit>>> = {
  "session-lifecycle-hook.mjs": [
    takeOver("cleanupSessionJobs", ["978b751f068bef8b"]),
    // The session lets go of what is its own; whether the broker goes is the broker's to say, if it can.
    takeOver(
      "handleSessionEnd",
      ["1ac03c969fda1817"],
      `async function handleSessionEnd(input) {
  const cwd = input.cwd || process.cwd();
  await endSession(cwd, input.session_id || process.env[SESSION_ID_ENV]);
  const endpoint = loadBrokerSession(cwd)?.endpoint ?? process.env[BROKER_ENDPOINT_ENV];
  if (endpoint && (await mayGoWithSession(cwd, endpoint))) {
    await sendBrokerShutdown(endpoint);
  }
}
`
    ),
    substitute(
      "main",
      /( +)handleSessionStart\(input\);\n/,
      "$1handleSessionStart(input);\n$1await sweepJobs(input.cwd || process.cwd()).catch(() => {});\n"
    ),
    input,
    ...["loadState", "resolveStateFile", "saveState"].map((name) => dropName(name, hostState)),
    ...["clearBrokerSession", "LOG_FILE_ENV", "PID_FILE_ENV", "teardownBrokerSession"].map((name) =>
      dropName(name, "./lib/broker-lifecycle.mjs")
    ),
    dropName("terminateProcessTree", "./lib/process.mjs"),
    dropName("resolveWorkspaceRoot", "./lib/workspace.mjs"),
    importLine(
      'import { endSession, mayGoWithSession, readInput, sweepJobs } from "./lib/job-companion.mjs";'
    )
  ],

  "stop-review-gate-hook.mjs": [
    input,
    substitute("main", /= getConfig\(/, "= await getConfig("),
    substitute("main", /listJobs\(/, "await listReconciledJobs("),
    makeAsync("main"),
    substitute(null, /^ {2}main\(\);$/m, "  await main();"),
    // The host ends this hook after 15 minutes; what it waits for has to end before, and its job before that.
    substitute(null, /15 \* 60 \* 1000/, "14 * 60 * 1000"),
    substitute(null, /timed out after 15 minutes/, "timed out after 14 minutes"),
    substitute(
      "runStopReview",
      /\n( +)\.\.\.process\.env,/,
      `
$1...process.env,
$1CODEX_COMPANION_JOB_TIMEOUT_MS: String(
$1  Math.min(Number(process.env.CODEX_COMPANION_JOB_TIMEOUT_MS) || Infinity, STOP_REVIEW_TIMEOUT_MS - 30 * 1000)
$1),`
    ),
    // One review at a time, and a gate that cannot review holds nobody up twice.
    substitute(
      "main",
      /\n( +)const review = runStopReview\(cwd, input\);\n +if \(!review\.ok\) \{/,
      `
$1if (runningJob?.title === "Codex Stop Gate Review") {
$1  emitDecision({ decision: "block", reason: \`\${runningTaskNote} It is the review of this stop.\` });
$1  return;
$1}

$1const review = runStopReview(cwd, input);
$1if (!review.ok && input.stop_hook_active && review.reason.startsWith("The stop-time Codex review task")) {
$1  logNote(review.reason);
$1} else if (!review.ok) {`
    ),
    ...["getConfig", "listJobs"].map((name) => dropName(name, hostState)),
    importLine(
      'import { getConfig, listReconciledJobs, readInput } from "./lib/job-companion.mjs";'
    )
  ]
}
