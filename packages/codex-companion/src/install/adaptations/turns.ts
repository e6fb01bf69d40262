import type { Edit } from "../Edit.ts"
import { importLine, substitute } from "../Edit.ts"

/** What runs a turn, and how a call reaches an app-server. */
export const turns: Readonly<Record<string, ReadonlyArray<Edit>>> = {
  "lib/codex.mjs": [
    substitute(
      "captureTurn",
      /return await state\.completion;/,
      "return await turnOrClientExit(client, state, () => completeTurn(state, null, { inferred: true }));"
    ),
    // The names and threads of subagents that came before the turn's own number are not forgotten.
    substitute(
      "captureTurn",
      /if \(belongsToTurn\(state, message\)\) \{/,
      'if (["thread/started", "thread/name/updated"].includes(message.method) || belongsToTurn(state, message)) {'
    ),
    // An error is no phase: one that will be retried is passing, and one that will not ends the turn, whose
    // end mostly follows by itself.
    substitute(
      "applyTurnNotification",
      /\n( +)emitProgress\(state\.onProgress, (`Codex error: \$\{message\.params\.error\.message\}`), "failed"\);/,
      `
$1emitProgress(state.onProgress, $2);
$1if (message.params.willRetry === false && (message.params.threadId ?? null) === state.threadId) {
$1  clearCompletionTimer(state);
$1  state.completionTimer = setTimeout(() => completeTurn(state, { id: state.turnId, status: "failed" }), 2000);
$1}`
    ),
    importLine('import { turnOrClientExit } from "./job-companion.mjs";')
  ],

  "lib/app-server.mjs": [
    // What was started for a connection that cannot be made is ended.
    substitute(null, /await client\.initialize\(\);/, "await initializeOrClose(client);"),
    // An app-server that does not end when it is told to would keep the answer that it has given.
    substitute(
      null,
      /\n( +)this\.proc\.kill\("SIGTERM"\);/,
      `
$1this.proc.kill("SIGTERM");
$1setTimeout(() => this.proc.kill("SIGKILL"), 1000).unref?.();`
    ),
    // A line that is no message, or one that its reader cannot read, is the end of what can be understood: it is told
    // as such, and ends no process, least of all a broker that others use.
    substitute(
      null,
      /message = JSON\.parse\(line\);/,
      `message = JSON.parse(line);
      if (message === null || typeof message !== "object") {
        throw new Error("it is no object");
      }`
    ),
    substitute(
      null,
      /\n( +)this\.notificationHandler\((.*) \(message\)\);/,
      `
$1try {
$1  this.notificationHandler($2 (message));
$1} catch (error) {
$1  this.handleExit(createProtocolError(\`Failed to read \${message.method} of the codex app-server: \${error.message}\`));
$1}`
    ),
    // A broker that goes away says why; whoever waits for a turn is told.
    substitute(
      null,
      /\n( +)if \(message\.method && this\.notificationHandler\) \{/,
      `
$1if (message.method === "notifications/broker/shuttingDown") {
$1  this.exitError = createProtocolError(message.params?.reason ?? "The shared Codex broker is shutting down.");
$1  return;
$1}

$1if (message.method && this.notificationHandler) {`
    ),
    importLine('import { initializeOrClose } from "./job-companion.mjs";')
  ]
}
