import { spawnSync } from "node:child_process";
import { busyCode, CodexAppServerClient } from "./app-server.mjs";

export function codexIsThere() {
  return spawnSync("codex", ["--version"]).status === 0;
}

function emitProgress(onProgress, message, phase = null, more = {}) {
  onProgress?.({ message, phase, ...more });
}

function createTurnState(threadId, onProgress) {
  const state = { threadId, turnId: null, turns: new Map(), completed: false, finalAnswerSeen: false };
  Object.assign(state, { answer: "", error: null, onProgress, completionTimer: null, subagents: 0 });
  state.completion = new Promise((resolve) => {
    state.complete = resolve;
  });
  return state;
}

function clearCompletionTimer(state) {
  clearTimeout(state.completionTimer);
}

function completeTurn(state, turn, { inferred = false } = {}) {
  if (state.completed) return;
  clearCompletionTimer(state);
  state.completed = true;
  state.status = turn?.status ?? "completed";
  if (inferred) emitProgress(state.onProgress, "It has answered.", "finalizing");
  state.complete(state);
}

function belongsToTurn(state, message) {
  return message.params?.threadId === state.threadId;
}

function applyTurnNotification(state, message) {
  const { item, threadId, turn } = message.params;
  switch (message.method) {
    case "turn/started":
      emitProgress(state.onProgress, "The turn began.", "starting", { threadId, turnId: turn.id });
      break;
    case "item/started":
      if (item.type === "collabAgentToolCall") state.subagents += 1;
      break;
    case "item/completed":
      if (item.type !== "agentMessage") break;
      state.answer = item.text;
      state.finalAnswerSeen = item.phase === "final_answer";
      break;
    case "error":
      state.error = message.params.error;
      emitProgress(state.onProgress, `Codex error: ${message.params.error.message}`, "failed");
      break;
    case "turn/completed":
      completeTurn(state, turn);
      break;
  }
}

async function captureTurn(client, threadId, start, onProgress) {
  const state = createTurnState(threadId, onProgress);
  const early = [];
  const take = (message) => {
    if (!belongsToTurn(state, message)) return;
    applyTurnNotification(state, message);
  };
  client.setNotificationHandler((message) => (state.turnId ? take(message) : early.push(message)));
  try {
    const { turn } = await start();
    state.turnId = turn.id;
    for (const message of early) {
      if (belongsToTurn(state, message)) {
        applyTurnNotification(state, message);
      }
    }
    return await state.completion;
  } finally {
    client.setNotificationHandler(null);
  }
}

const runOn = async (client, cwd, { prompt, threadId, onProgress }) => {
  const { thread } = await client.request(threadId ? "thread/resume" : "thread/start", { cwd, threadId });
  const input = [{ type: "text", text: prompt }];
  const start = () => client.request("turn/start", { threadId: thread.id, input });
  const { answer, error, status, turnId } = await captureTurn(client, thread.id, start, onProgress);
  const exitStatus = status === "completed" ? 0 : 1;
  return { exitStatus, threadId: thread.id, turnId, answer: answer || error?.message || "" };
};

/** The shared app-server where it is free, else one of its own. */
export async function runTurn(cwd, options) {
  for (const disableBroker of [false, true]) {
    const client = await CodexAppServerClient.connect(cwd, { disableBroker });
    try {
      return await runOn(client, cwd, options);
    } catch (error) {
      if (error.rpcCode !== busyCode || disableBroker) throw error;
    } finally {
      await client.close();
    }
  }
}

export async function interruptAppServerTurn(cwd, { threadId, turnId }) {
  if (!threadId || !turnId) return { attempted: false, interrupted: false };
  const client = await CodexAppServerClient.connect(cwd);
  try {
    await client.request("turn/interrupt", { threadId, turnId });
    return { attempted: true, interrupted: true };
  } catch (error) {
    return { attempted: true, interrupted: false, detail: error.message };
  } finally {
    await client.close();
  }
}
