// Python's own on the page, beside NumPy's arrays: lists and tuples are Arrays, dicts plain objects, None is null.
const rnnPython = (numpy) => {
  "use strict";
  const { NDArray, fromLists, isArray, array, fail, told, whole, position, entry, store, length, copied, of, add, equal, different, greater } = numpy;
  class Slice {
    constructor(start, stop, step = 1) { this.start = start; this.stop = stop; this.step = step; }
    within(n) { // the first index and the number of indices among n
      const { step } = this, low = step < 0 ? -1 : 0, high = step < 0 ? n - 1 : n;
      if (whole(step) === 0) fail("a slice has a step of 0");
      const bound = (i, open) => (i === null ? open : Math.min(Math.max(whole(i) < 0 ? i + n : i, low), high));
      const first = bound(this.start, step < 0 ? high : low), last = bound(this.stop, step < 0 ? low : high);
      return [first, Math.max(0, Math.ceil((last - first) / step))];
    }
  }
  const isDict = (a) => a !== null && typeof a === "object" && !isArray(a) && !Array.isArray(a);
  const key = (name) => (typeof name === "string" && !/^\d+$/.test(name) ? name : fail(`a dict's key must be a word, got ${told(name)}`));

  function at(a, i) {
    if (isArray(a)) return entry(a, i);
    if (isDict(a)) return Object.hasOwn(a, key(i)) ? a[i] : fail(`there is no "${i}" in the dict`);
    if (!Array.isArray(a)) fail(`${told(a)} has no entries`);
    if (!(i instanceof Slice)) return a[position(i, a.length)];
    const [first, n] = i.within(a.length);
    return Array.from({ length: n }, (_, j) => a[first + j * i.step]);
  }
  function put(a, i, value) {
    if (Array.isArray(a)) a[position(i, a.length)] = value;
    else if (isDict(a)) a[key(i)] = value;
    else store(a, i, value);
  }
  const copy = (a) => (isArray(a) ? copied(a) : Array.isArray(a) ? [...a] : isDict(a) ? { ...a } : a);
  const list = (a) => (isArray(a) || Array.isArray(a) ? Array.from(a, list) : isDict(a) ? dict(Array.from(items(a), ([k, x]) => [k, list(x)])) : a);
  const append = (a, x) => { (Array.isArray(a) ? a : fail(`append to ${told(a)}`)).push(x); };
  const dict = (pairs) => Object.fromEntries(Array.from(pairs, ([k, x]) => [key(k), x]));

  // Arithmetic.
  const exact = (x) => (Number.isInteger(x) && !Number.isSafeInteger(x) ? fail("// or % of a whole number over 2**53") : x);
  const rest = (x, y) => { const r = exact(x) % exact(y); return r !== 0 && r < 0 !== y < 0 ? r + y : r; };
  const power = (x, y) => (y === 2 ? x * x : y === 0.5 ? Math.sqrt(x) : x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);
  const mod = of(rest), floordiv = of((x, y) => (y === 0 ? x / y : Math.round((exact(x) - rest(x, y)) / y)));
  const powers = of(power), pow = (a, b) => (a < 0 && b % 1 !== 0 && typeof a === "number" ? fail(`${a} ** ${b} is a complex number`) : powers(a, b));
  pow.into = (a, b) => (isArray(a) ? powers.into(a, b) : pow(a, b));

  // Loops.
  const keys = (a) => Object.keys(isDict(a) ? a : fail(`a dict was expected, got ${told(a)}`));
  const iter = (a) => (isArray(a) || Array.isArray(a) || typeof a?.next === "function" ? a : keys(a));
  const len = (a) => (isArray(a) ? length(a) : Array.isArray(a) ? a.length : keys(a).length);
  function* items(a) { for (const k of keys(a)) yield [k, a[k]]; }
  function* values(a) { for (const k of keys(a)) yield a[k]; }
  function* enumerate(a) { let i = 0; for (const x of iter(a)) yield [i++, x]; }
  function* zip(...lists) {
    const all = lists.map((a) => iter(a)[Symbol.iterator]());
    for (;;) { const next = all.map((a) => a.next()); if (next.some(({ done }) => done)) return; yield next.map(({ value }) => value); }
  }
  const range = (a, b, step) => Array.from({ length: Math.max(0, Math.ceil((b - a) / (step || fail("range() with a step of 0")))) }, (_, i) => a + i * step);
  const total = (a) => Array.from(iter(a)).reduce((x, y) => add(x, y), 0);
  const most = (better) => (...a) => Array.from(a.length === 1 ? iter(a[0]) : a).reduce((x, y) => (truth(better(y, x)) ? y : x));

  // Values.
  const texts = (a, b) => typeof a === "string" || a === null || typeof b === "string" || b === null;
  const eq = (a, b) => (texts(a, b) ? a === b : equal(a, b)), ne = (a, b) => (texts(a, b) ? a !== b : different(a, b));
  function truth(x) {
    if (typeof x === "boolean" || x === null) return Boolean(x);
    if (isArray(x)) fail("is an array true? ask for each entry, or np.any");
    return typeof x === "number" ? x !== 0 : typeof x === "string" ? x !== "" : len(x) > 0;
  }
  const float = (x) => (typeof x === "number" || typeof x === "boolean" ? Number(x) : fail(`float() of ${told(x)}`));
  const int = (x) => (Number.isFinite(float(x)) ? Math.trunc(x) + 0 : fail(`int() of ${x}`));

  return { ...numpy, shape: (a) => array(a).shape, size: (a) => array(a).size, array: (a, shape) => (shape ? new NDArray(Float64Array.from(a), shape) : fromLists(a)),
    slice: (start, stop, step) => new Slice(start, stop, step), power, mod, floordiv, pow, at, put, copy, list, append, dict, iter, len, items, values, enumerate, zip, range, total,
    largest: most(greater), smallest: most((x, y) => greater(y, x)), eq, ne, truth, float, int };
};
const nd = rnnPython(rnnArrays());
if (typeof module !== "undefined") module.exports = nd;
