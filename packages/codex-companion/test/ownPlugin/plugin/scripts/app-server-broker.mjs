#!/usr/bin/env node
import fs from "node:fs";
import net from "node:net";
import process from "node:process";
import readline from "node:readline";
import { busyCode, CodexAppServerClient } from "./lib/app-server.mjs";
import { parseArgs } from "./lib/args.mjs";
import { pathOfEndpoint } from "./lib/broker-lifecycle.mjs";

/** One app-server for several connections: whoever has a turn on it has it alone. */
async function main() {
  const valueOptions = ["endpoint", "cwd", "pid-file"];
  const { cwd, endpoint, "pid-file": pidFile } = parseArgs(process.argv.slice(3), { valueOptions }).options;
  fs.writeFileSync(pidFile, String(process.pid));
  const listenTarget = { path: pathOfEndpoint(endpoint) };
  const appClient = await CodexAppServerClient.connect(cwd, { disableBroker: true });
  const sockets = new Set();
  let holder = null;

  const say = (socket, message) => socket?.write(`${JSON.stringify(message)}\n`);
  appClient.setNotificationHandler((message) => {
    say(holder, message);
    if (message.method === "turn/completed") holder = null;
  });

  async function shutdown(server) {
    for (const socket of sockets) socket.end();
    await appClient.close();
    server.close();
    for (const file of [listenTarget.path, pidFile]) fs.rmSync(file, { force: true });
  }

  async function pass(socket, { id, method, params }) {
    if (holder !== null && holder !== socket && method !== "turn/interrupt") {
      say(socket, { id, error: { code: busyCode, message: "Somebody has a turn on it." } });
      return;
    }
    if (method === "turn/start") holder = socket;
    try {
      say(socket, { id, result: await appClient.request(method, params) });
    } catch ({ message, rpcCode: code }) {
      say(socket, { id, error: { code, message } });
    }
  }

  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      if (holder === socket) holder = null;
    });
    readline.createInterface({ input: socket }).on("line", async (line) => {
      for (const message of [JSON.parse(line)]) {
        if (message.method === "initialize") {
          say(socket, { id: message.id, result: {} });
          continue;
        }
        if (message.id !== undefined && message.method === "broker/shutdown") {
          say(socket, { id: message.id, result: {} });
          await shutdown(server);
          process.exit(0);
        }
        await pass(socket, message);
      }
    });
  });
  server.listen(listenTarget.path);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
