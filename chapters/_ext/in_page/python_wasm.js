// A Python in this worker, from the npm package python-wasm. Another can take its place: a module with such a `start`.
import { Buffer } from "buffer";
import load from "@cowasm/kernel/dist/wasm/worker/browser.js";

const HOME = "/usr/lib/python3.11";
const DLL = `${HOME}/python.wasm`;
const SIGINT = 2;

// Start Python with the files of some zip archives below its home. `print` gets what it writes, piece by piece;
// `overdue` is asked now and then while it computes, and Python is interrupted, as by Ctrl-C, when it says true.
export async function start({ kernel, archives, print, overdue }) {
  const decoder = new TextDecoder();
  const write = (bytes) => print(decoder.decode(bytes, { stream: true }));
  const python = await load(kernel, {
    programName: "/bin/python",
    noStdio: true,
    env: { PYTHONHOME: "/usr", PYTHONEXECUTABLE: DLL, TERM: "dumb" },
    fs: [...archives.map((data) => ({ type: "zip", data, mountpoint: HOME })), { type: "dev" }],
    sleep: () => {},
    getStdin: () => Buffer.from(""),
    sendStdout: write,
    sendStderr: write,
    wasmEnv: { wasmGetSignalState: () => (overdue() ? SIGINT : 0) },
  });
  python.callWithString({ name: "cowasm_python_init", dll: DLL });
  // The value of an expression as Python shows it; an error is written, and the value is then undefined.
  return { evaluate: (code) => python.callWithString({ name: "cowasm_python_repr", dll: DLL }, code) };
}
