import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { resolveStateDir } from "./state.mjs";

export const PID_FILE_ENV = "CODEX_COMPANION_APP_SERVER_PID_FILE";
export const LOG_FILE_ENV = "CODEX_COMPANION_APP_SERVER_LOG_FILE";

export const pathOfEndpoint = (endpoint) => endpoint.replace(/^unix:/, "");
const sessionFile = (cwd) => path.join(resolveStateDir(cwd), "broker.json");

export function createBrokerSessionDir() {
  return fs.mkdtempSync(path.join(os.tmpdir(), "cxc-"));
}

export function createBrokerEndpoint(sessionDir) {
  return `unix:${path.join(sessionDir, "broker.sock")}`;
}

function connectToEndpoint(endpoint) {
  return net.createConnection({ path: pathOfEndpoint(endpoint) });
}

export function spawnBrokerProcess({ scriptPath, cwd, endpoint, pidFile, logFile, env }) {
  const log = fs.openSync(logFile, "a");
  const words = ["serve", "--endpoint", endpoint, "--cwd", cwd, "--pid-file", pidFile];
  const child = spawn(process.execPath, [scriptPath, ...words], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", log, log]
  });
  fs.closeSync(log);
  child.unref();
  return child;
}

export function loadBrokerSession(cwd) {
  try {
    return JSON.parse(fs.readFileSync(sessionFile(cwd), "utf8"));
  } catch {
    return null;
  }
}

export function clearBrokerSession(cwd) {
  fs.rmSync(sessionFile(cwd), { force: true });
}

async function isBrokerEndpointReady(endpoint) {
  const socket = connectToEndpoint(endpoint);
  return new Promise((resolve) => {
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
  }).finally(() => socket.destroy());
}

export async function ensureBrokerSession(cwd) {
  const known = loadBrokerSession(cwd);
  if (known && (await isBrokerEndpointReady(known.endpoint))) return known;
  const sessionDir = createBrokerSessionDir();
  const session = {
    endpoint: createBrokerEndpoint(sessionDir),
    pidFile: path.join(sessionDir, "broker.pid"),
    logFile: path.join(sessionDir, "broker.log"),
    sessionDir
  };
  const scriptPath = fileURLToPath(new URL("../app-server-broker.mjs", import.meta.url));
  const child = spawnBrokerProcess({ scriptPath, cwd, env: process.env, ...session });
  while (child.exitCode === null && !(await isBrokerEndpointReady(session.endpoint))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  fs.mkdirSync(resolveStateDir(cwd), { recursive: true });
  fs.writeFileSync(sessionFile(cwd), JSON.stringify({ ...session, pid: child.pid }));
  return child.exitCode === null ? session : null;
}

export async function sendBrokerShutdown(endpoint) {
  const socket = connectToEndpoint(endpoint);
  socket.write('{"id":1,"method":"broker/shutdown"}\n');
  await new Promise((resolve) => {
    socket.on("data", resolve).on("error", resolve).on("close", resolve);
  });
}

export function teardownBrokerSession({ pid, sessionDir }, terminate) {
  if (pid) terminate(pid);
  if (sessionDir) fs.rmSync(sessionDir, { recursive: true, force: true });
}
