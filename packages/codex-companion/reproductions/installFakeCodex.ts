import * as fs from "node:fs"
import * as path from "node:path"

/**
 * A codex of our own: it answers the few requests that a turn takes. What a turn does is in its
 * prompt: `instant` is completed at once, `later` in a while, `hang` never, `answer` gives a final answer and no more, `fatal` has
 * an error and no more, `retried` one that passes, `subagent` a subagent that is never done, `nullLine` a line
 * that is no message, and `absentItem` an item that is not there. No prompt of the host's own has these two words.
 *
 * `FAKE_CODEX` says what else it is: one that `refuses` to be used, is `mute`, or `stays` when it is told to end.
 */
const program = `
const readline = require("node:readline");
const args = process.argv.slice(2);
if (args[0] === "--version" || args[1] === "--help") { console.log("codex-cli 0.0.0-fake"); process.exit(0); }
if (args[0] !== "app-server") process.exit(1);
const send = (message) => process.stdout.write(JSON.stringify(message) + "\\n");
let count = 0;
const how = process.env.FAKE_CODEX;
if (how === "stays") { process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); }
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  const answer = (result) => send({ id, result });
  if (how === "mute") return;
  if (how === "refuses" && method === "initialize") return send({ id, error: { code: -32000, message: "not today" } });
  if (method === "thread/start" || method === "thread/resume") {
    const thread = { id: params.threadId ?? "thr_" + process.pid + "_" + ++count, name: null };
    answer({ thread });
  } else if (method === "turn/start") {
    const { threadId } = params;
    const turn = { id: "turn_" + process.pid + "_" + ++count, status: "inProgress", items: [] };
    const prompt = params.input[0].text;
    const says = (word) => prompt.split(/\\W+/).includes(word);
    const item = { type: "agentMessage", id: "m" + count, phase: "final_answer", text: "Done: " + prompt };
    answer({ turn });
    send({ method: "turn/started", params: { threadId, turn } });
    if (says("nullLine")) return send(null);
    if (says("absentItem")) return setTimeout(send, 300, { method: "item/completed", params: { threadId } });
    if (says("hang")) return;
    const failed = (willRetry) =>
      send({ method: "error", params: { threadId, turnId: turn.id, willRetry, error: { message: "overloaded" } } });
    if (says("fatal")) return failed(false);
    if (says("retried")) failed(true);
    if (says("subagent")) {
      const call = { type: "collabAgentToolCall", id: "c1", tool: "spawn", status: "inProgress", receiverThreadIds: ["thr_sub"] };
      send({ method: "item/started", params: { threadId, turnId: turn.id, item: call } });
      send({ method: "turn/started", params: { threadId: "thr_sub", turn: { id: "turn_sub", status: "inProgress", items: [] } } });
      send({ method: "item/completed", params: { threadId, turnId: turn.id, item } });
      return;
    }
    const finish = () => {
      send({ method: "item/completed", params: { threadId, turnId: turn.id, item } });
      if (says("answer")) return;
      send({ method: "turn/completed", params: { threadId, turn: { ...turn, status: "completed" } } });
    };
    if (says("later")) setTimeout(finish, 1500);
    else finish();
  } else if (id !== undefined) answer({});
});
`

/** Puts that codex into a folder, to be found through `PATH`. */
export const installFakeCodex = (folder: string): void => {
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, "codex"), `#!/usr/bin/env node\n${program}`, { mode: 0o755 })
}
