import net from "node:net";
import process from "node:process";
import readline from "node:readline";
import { spawn } from "node:child_process";
import { ensureBrokerSession, pathOfEndpoint } from "./broker-lifecycle.mjs";

export const BROKER_ENDPOINT_ENV = "CODEX_COMPANION_APP_SERVER_ENDPOINT";
export const busyCode = -32001;

function createProtocolError(message, { code } = {}) {
  return Object.assign(new Error(message), { rpcCode: code });
}

/** What is the same for an app-server of one's own and for a shared one: lines of JSON. */
class Connection {
  constructor(cwd, endpoint) {
    this.cwd = cwd;
    this.endpoint = endpoint;
    this.waiting = new Map();
    this.count = 0;
    this.exitError = null;
    this.notificationHandler = null;
    this.exitPromise = new Promise((resolve) => {
      this.exited = resolve;
    });
  }

  setNotificationHandler(handler) {
    this.notificationHandler = handler;
  }

  request(method, params) {
    return new Promise((resolve, reject) => {
      const id = ++this.count;
      this.waiting.set(id, { resolve, reject });
      this.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  readFrom(stream) {
    readline.createInterface({ input: stream }).on("line", (line) => this.handleLine(line));
  }

  handleLine(line) {
    let message;
    try {
      message = JSON.parse(line);
    } catch (error) {
      this.handleExit(createProtocolError(`Failed to parse what the app-server said: ${error.message}`));
      return;
    }
    const asked = this.waiting.get(message.id);
    if (asked) {
      this.waiting.delete(message.id);
      if (message.error) asked.reject(createProtocolError(message.error.message, message.error));
      else asked.resolve(message.result);
      return;
    }
    if (message.method && this.notificationHandler) {
      this.notificationHandler(/** @type {object} */ (message));
    }
  }

  handleExit(error) {
    this.exitError ??= error;
    for (const { reject } of this.waiting.values()) reject(this.exitError ?? new Error("It has ended."));
    this.waiting.clear();
    this.exited();
  }
}

class OwnAppServer extends Connection {
  transport = "own";

  async initialize() {
    this.proc = spawn("codex", ["app-server"], { cwd: this.cwd, stdio: ["pipe", "pipe", "ignore"] });
    this.proc.on("error", (error) => this.handleExit(error));
    this.proc.on("exit", (code, signal) => {
      this.handleExit(code === 0 ? null : createProtocolError(`The app-server ended by ${signal ?? code}.`));
    });
    this.proc.stdin.on("error", () => {});
    this.readFrom(this.proc.stdout);
    await this.request("initialize", {});
  }

  write(text) {
    this.proc.stdin.write(text);
  }

  async close() {
    this.proc.stdin.end();
    setTimeout(() => {
      this.proc.kill("SIGTERM");
    }, 50).unref();
    await this.exitPromise;
  }
}

class SharedAppServer extends Connection {
  transport = "broker";

  async initialize() {
    this.socket = net.createConnection({ path: pathOfEndpoint(this.endpoint) });
    this.socket.on("error", (error) => this.handleExit(error));
    this.socket.on("close", () => this.handleExit(null));
    this.readFrom(this.socket);
    await this.request("initialize", {});
  }

  write(text) {
    this.socket.write(text);
  }

  async close() {
    this.socket.end();
    await this.exitPromise;
  }
}

export class CodexAppServerClient {
  static async connect(cwd, { disableBroker = false } = {}) {
    const endpoint = disableBroker ? null : (await ensureBrokerSession(cwd))?.endpoint;
    const client = endpoint ? new SharedAppServer(cwd, endpoint) : new OwnAppServer(cwd);
    await client.initialize();
    return client;
  }
}
