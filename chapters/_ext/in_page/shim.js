// What python-wasm expects to find, as in Node.js.
export { Buffer } from "buffer";
export { default as process } from "process";
