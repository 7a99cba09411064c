// A small part of NumPy for the page: float64 arrays of up to three dimensions, with views and broadcasting.
// A number is a number, a tuple or list an Array, a dictionary a plain object. What NumPy would do otherwise throws.
const nd = (() => {
  "use strict";
  const FLOAT = 0, WHOLE = 1, MASK = 2; // kinds of entries: NumPy's float64, int64, bool

  class NDArray {
    constructor(data, shape, strides = rows(shape), offset = 0, kind = FLOAT, base = null) {
      this.data = data;
      this.shape = shape;
      this.strides = strides;
      this.offset = offset;
      this.kind = kind;
      this.base = base ?? this; // the array that a view looks into
    }
    get size() { return count(this.shape); }
    *[Symbol.iterator]() { for (let i = 0; i < this.shape[0]; i++) yield at(this, i); }
  }
  class Slice {
    constructor(start, stop, step = 1) { this.start = start; this.stop = stop; this.step = step; }
    within(n) { // first index, number of entries
      const { step } = this, low = step < 0 ? -1 : 0, high = step < 0 ? n - 1 : n;
      if (step === 0) fail("a slice has a step of 0");
      const bound = (i, otherwise) => (i == null ? otherwise : Math.min(Math.max(i < 0 ? whole(i) + n : whole(i), low), high));
      const first = bound(this.start, step < 0 ? high : low), last = bound(this.stop, step < 0 ? low : high);
      return [first, Math.max(0, Math.ceil((last - first) / step))];
    }
  }

  const fail = (message) => { throw new Error(message); };
  const count = (shape) => { let n = 1; for (let i = 0; i < shape.length; i++) n *= shape[i]; return n; };
  const rows = (shape) => {
    const strides = new Array(shape.length);
    for (let i = shape.length - 1, n = 1; i >= 0; n *= shape[i--]) strides[i] = n;
    return strides;
  };
  const isArray = (a) => a instanceof NDArray;
  const isDict = (a) => a !== null && typeof a === "object" && !isArray(a) && !Array.isArray(a);
  const told = (a) => (isArray(a) ? `an array of shape (${a.shape})` : Array.isArray(a) ? "a list" : isDict(a) ? "a dict" : String(a));
  const array = (a) => (isArray(a) ? a : fail(`an array was expected, got ${told(a)}`));
  const whole = (i) => (Number.isInteger(i) ? i : fail(`an index must be a whole number, got ${told(i)}`));
  function same(a, b) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }
  const compact = (a) => (same(a.strides, rows(a.shape)) ? a : copied(a));
  const copied = (a) => write(make(a.shape, a.kind), a);
  let slab = new Float64Array(0), used = 0; // small arrays share memory: making one costs little, and it begins as zeros
  function make(shape, kind = FLOAT) {
    if (shape.length > 3) fail(`at most 3 dimensions, got (${shape})`);
    const n = count(shape);
    if (used + n > slab.length) [slab, used] = [new Float64Array(Math.max(n, 8192)), 0];
    used += n;
    return new NDArray(slab, shape, rows(shape), used - n, kind);
  }

  // Elementwise: one loop for every operation, over strides.
  const boxes = [0, 1].map(() => make([]));
  function boxed(a, i) { // a number as an array without dimensions
    if (isArray(a)) return a;
    if (typeof a !== "number" && typeof a !== "boolean") fail(`a number or an array was expected, got ${told(a)}`);
    boxes[i].kind = typeof a === "boolean" ? MASK : Number.isInteger(a) ? WHOLE : FLOAT;
    boxes[i].data[boxes[i].offset] = a;
    return boxes[i];
  }
  function joint(a, b) {
    if (same(a, b)) return a;
    const shape = a.length < b.length ? [...b] : [...a], [m, n] = [a.length, b.length];
    for (let k = 1; k <= shape.length; k++) {
      const p = k > m ? 1 : a[m - k], q = k > n ? 1 : b[n - k];
      if (p !== q && p !== 1 && q !== 1) fail(`shapes (${a}) and (${b}) do not fit together`);
      shape[shape.length - k] = p === 1 ? q : p;
    }
    return shape;
  }
  const stride = (a, k) => { const i = a.shape.length - k; return i < 0 || a.shape[i] === 1 ? 0 : a.strides[i]; };
  const extent = (a, k) => (k > a.shape.length ? 1 : a.shape[a.shape.length - k]);
  function loop(f, out, a, b) {
    const [n1, n2, n3] = [extent(out, 3), extent(out, 2), extent(out, 1)], o = out.data, x = a.data, y = b.data;
    const o3 = stride(out, 1), a3 = stride(a, 1), b3 = stride(b, 1);
    for (let i = 0; i < n1; i++) {
      for (let j = 0; j < n2; j++) {
        let p = out.offset + i * stride(out, 3) + j * stride(out, 2);
        let q = a.offset + i * stride(a, 3) + j * stride(a, 2), r = b.offset + i * stride(b, 3) + j * stride(b, 2);
        for (let k = 0; k < n3; k++, p += o3, q += a3, r += b3) o[p] = f(x[q], y[r]);
      }
    }
    return out;
  }
  const second = (_, y) => y;
  function write(out, a) { // into a view, or broadcast
    const shape = joint(out.shape, a.shape);
    if (!same(shape, out.shape)) fail(`shape (${a.shape}) does not fit into (${out.shape})`);
    if (out.base === a.base && out !== a) {
      if (out.offset === a.offset && same(out.strides, a.strides) && same(out.shape, a.shape)) return out;
      a = copied(a);
    }
    return loop(second, out, out, a);
  }
  const binary = (f, kind) => (a, b) => {
    if (typeof a === "number" && typeof b === "number") return f(a, b);
    const x = boxed(a, 0), y = boxed(b, 1);
    if (kind !== MASK && x.kind === MASK && y.kind === MASK) fail("arithmetic of two arrays of True and False");
    const out = loop(f, make(joint(x.shape, y.shape), kind ?? Math.min(x.kind, y.kind, WHOLE)), x, y);
    return isArray(a) || isArray(b) ? out : kind === MASK ? out.data[out.offset] !== 0 : out.data[out.offset];
  };
  const inplace = (f, plain) => (a, b) => {
    if (!isArray(a)) return plain(a, b);
    if (a.kind !== FLOAT) fail("an array of whole numbers, or of True and False, cannot change in place: copy it into np.zeros(…)");
    let y = boxed(b, 1);
    if (!same(joint(a.shape, y.shape), a.shape)) fail(`shape (${y.shape}) does not fit into (${a.shape})`);
    if (y.base === a.base && !(y.offset === a.offset && same(y.strides, a.strides) && same(y.shape, a.shape))) y = copied(y);
    return loop(f, a, a, y);
  };
  const unary = (f, kind = FLOAT) => (a) => {
    if (typeof a === "number") return f(a);
    const x = boxed(a, 0), out = loop(f, make(x.shape, kind < 0 ? Math.min(x.kind, WHOLE) : kind), x, x);
    return isArray(a) ? out : kind === MASK ? out.data[out.offset] !== 0 : out.data[out.offset];
  };

  const add = (x, y) => x + y, sub = (x, y) => x - y, mul = (x, y) => x * y, div = (x, y) => x / y;
  const mod = (x, y) => { const r = x % y; return r !== 0 && r < 0 !== y < 0 ? r + y : r; };
  const floordiv = (x, y) => { const q = (x - mod(x, y)) / y; return y === 0 ? x / y : Math.round(q); };
  const pow = (x, y) => (y === 2 ? x * x : y === 0.5 ? Math.sqrt(x) : x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);
  const operators = { add, sub, mul, div, mod, floordiv, pow }, arithmetic = {};
  for (const [name, f] of Object.entries(operators)) {
    arithmetic[name] = binary(f, f === div ? FLOAT : undefined);
    arithmetic[`i${name}`] = inplace(f, arithmetic[name]);
  }
  const real = (x, y) => (x < 0 && y % 1 !== 0 ? fail(`${x} ** ${y} is a complex number`) : pow(x, y));
  const plainPow = arithmetic.pow;
  arithmetic.pow = (a, b) => (typeof a === "number" && typeof b === "number" ? real(a, b) : plainPow(a, b));

  const compare = { lt: (x, y) => x < y, le: (x, y) => x <= y, gt: (x, y) => x > y, ge: (x, y) => x >= y };
  for (const name of Object.keys(compare)) compare[name] = binary(compare[name], MASK);
  const equal = binary((x, y) => x === y, MASK), different = binary((x, y) => x !== y, MASK);
  const texts = (a, b) => typeof a === "string" || typeof b === "string" || a === null || b === null;
  const eq = (a, b) => (texts(a, b) ? a === b : equal(a, b)), ne = (a, b) => (texts(a, b) ? a !== b : different(a, b));

  const functions = { neg: unary((x) => -x, -1), abs: unary(Math.abs, -1), sign: unary(Math.sign, -1), square: unary((x) => x * x, -1) };
  for (const name of ["exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "sinh", "cosh", "floor", "ceil"]) functions[name] = unary(Math[name]);
  functions.arctan = unary(Math.atan);
  functions.isfinite = unary(Number.isFinite, MASK);
  functions.isnan = unary(Number.isNaN, MASK);
  functions.logical_not = unary((x) => x === 0, MASK);
  functions.logical_and = binary((x, y) => x !== 0 && y !== 0, MASK);
  functions.logical_or = binary((x, y) => x !== 0 || y !== 0, MASK);
  const maximum = binary(Math.max), minimum = binary(Math.min);
  const clip = (a, low, high) => { const b = low === null ? a : maximum(a, low); return high === null ? b : minimum(b, high); };
  function where(condition, a, b) {
    if ([condition, a, b].every((x) => !isArray(x))) return truth(condition) ? a : b;
    const parts = [condition, a, b].map((x) => (isArray(x) ? x : copied(boxed(x, 0))));
    const shape = parts.map((x) => x.shape).reduce(joint), [c, x, y] = parts.map((part) => write(make(shape, part.kind), part));
    const out = make(shape, x.kind === y.kind ? x.kind : Math.min(x.kind, y.kind, WHOLE));
    for (let i = 0; i < out.size; i++) out.data[out.offset + i] = c.data[c.offset + i] !== 0 ? x.data[x.offset + i] : y.data[y.offset + i];
    return out;
  }

  // Products.
  function matmul(a, b) {
    array(a); array(b);
    const left = a.shape.length === 1, right = b.shape.length === 1, [n, inner] = [a.shape.at(-1), b.shape[0]];
    if (a.shape.length > 2 || b.shape.length > 2 || n !== inner) fail(`shapes (${a.shape}) and (${b.shape}) do not fit in @`);
    const m = left ? 1 : a.shape[0], k = right ? 1 : b.shape[1], x = a.data, y = b.data;
    const result = make(left ? (right ? [1] : [k]) : right ? [m] : [m, k]), { data: out, offset } = result;
    const xi = left ? 0 : a.strides[0], xj = a.strides.at(-1), yj = b.strides[0], yk = right ? 0 : b.strides[1];
    for (let i = 0; i < m; i++) {
      for (let l = 0; l < k; l++) {
        let sum = 0, p = a.offset + i * xi, q = b.offset + l * yk;
        for (let j = 0; j < n; j++, p += xj, q += yj) sum += x[p] * y[q];
        out[offset + i * k + l] = sum;
      }
    }
    return left && right ? out[offset] : result;
  }
  const dot = (a, b) => (isArray(a) && isArray(b) ? matmul(a, b) : arithmetic.mul(a, b));
  function outer(a, b) {
    const x = compact(array(a)), y = compact(array(b)), m = x.size, n = y.size, out = make([m, n]);
    for (let i = 0, p = out.offset; i < m; i++) {
      for (let j = 0; j < n; j++) out.data[p++] = x.data[x.offset + i] * y.data[y.offset + j];
    }
    return out;
  }

  // Along an axis, or over all entries.
  const reduction = (f, start, kept = false) => (a, axis = null, keepdims = false) => {
    if (Array.isArray(a)) a = fromLists(a);
    if (!isArray(a)) return Number(a);
    const { data, offset, shape, kind } = compact(a), at = axis === null ? 0 : position(axis, shape.length);
    const n = axis === null ? count(shape) : shape[at], after = axis === null ? 1 : count(shape.slice(at + 1));
    if (start === null && n === 0) fail("the largest or smallest of no entries");
    const left = keepdims ? shape.map((m, i) => (axis === null || i === at ? 1 : m)) : axis === null ? [] : shape.filter((_, i) => i !== at);
    const out = make(left, kept ? kind : Math.min(kind, WHOLE));
    for (let i = 0; i < out.size; i++) {
      const first = offset + Math.floor(i / after) * n * after + (i % after);
      let value = start ?? data[first];
      for (let j = start === null ? 1 : 0; j < n; j++) value = f(value, data[first + j * after]);
      out.data[out.offset + i] = value;
    }
    return left.length ? out : out.kind === MASK ? out.data[out.offset] !== 0 : out.data[out.offset];
  };
  const sum = reduction(add, 0), max = reduction(Math.max, null, true), min = reduction(Math.min, null, true);
  const mean = (a, axis = null, keepdims = false) => {
    const n = !isArray(a) ? len(a) : axis === null ? a.size : a.shape[position(axis, a.shape.length)];
    return arithmetic.div(sum(a, axis, keepdims), n);
  };
  const best = (better) => (a) => {
    const values = flat(array(a));
    let found = values.length ? 0 : fail("the place of the largest or smallest of no entries");
    for (let i = 1; i < values.length; i++) if (better(values[i], values[found]) || (values[i] !== values[i] && values[found] === values[found])) found = i;
    return found;
  };
  const argmax = best((x, y) => x > y), argmin = best((x, y) => x < y);
  const any = (a) => flat(array(a)).some((x) => x !== 0), all = (a) => flat(array(a)).every((x) => x !== 0);
  const cumsum = (a) => { let total = 0; const out = flat(array(a)).map((x) => (total += x)); return new NDArray(out, [out.length], undefined, 0, Math.min(a.kind, WHOLE)); };
  const norm = (a) => Math.sqrt(flat(array(a)).reduce((total, x) => total + x * x, 0));

  // Making and joining.
  const tuple = (shape) => (Array.isArray(shape) ? shape.map(whole) : [whole(shape)]);
  const zeros = (shape) => make(tuple(shape)), ones = (shape) => full(shape, 1);
  const full = (shape, value) => write(zeros(shape), boxed(value, 1));
  const like = (a) => (array(a).kind === MASK ? fail("zeros or ones like an array of True and False") : make(a.shape, a.kind));
  const zeros_like = like, ones_like = (a) => { return write(like(a), boxed(1, 1)); };
  const linspace = (start, stop, num = 50) => new NDArray(Float64Array.from({ length: num }, (_, i) =>
    i > 0 && i === num - 1 ? stop : start + i * ((stop - start) / (num - 1 || 1))), [num]);
  const corner = (inside) => (a, k = 0) => { const out = copied(array(a)), n = out.shape.at(-1);
    for (let i = 0; i < out.size; i++) if (!inside(i % n - (Math.floor(i / n) % out.shape.at(-2)), k)) out.data[out.offset + i] = 0; return out; };
  const tril = corner((d, k) => d <= k), triu = corner((d, k) => d >= k), eye = (n) => triu(tril(ones([n, n])));
  const fromLists = (a) => (isArray(a) ? copied(a) : a.length === 0 ? make([0]) : typeof a[0] !== "number"
    ? stack(a.map((b) => (isArray(b) || Array.isArray(b) ? fromLists(b) : fail(`np.array takes numbers, got ${told(b)}`)))) : new NDArray(Float64Array.from(a, (x) => (typeof x === "number" ? x : fail(`np.array takes numbers, got ${told(x)}`))), [a.length]));
  function concatenate(parts, axis = 0) {
    parts = [...iter(parts)].map(array);
    const at = position(axis, parts[0].shape.length), shape = [...parts[0].shape];
    shape[at] = parts.reduce((n, part) => n + part.shape[at], 0);
    if (parts.some((part) => part.shape.length !== shape.length || part.shape.some((n, i) => i !== at && n !== shape[i]))) fail("the arrays to join do not fit");
    const kinds = new Set(parts.map((part) => part.kind)), out = make(shape, kinds.size === 1 ? parts[0].kind : Math.min(...kinds, WHOLE));
    let from = 0;
    for (const part of parts) {
      const strides = out.strides, offset = out.offset + from * strides[at];
      write(new NDArray(out.data, part.shape, strides, offset), part);
      from += part.shape[at];
    }
    return out;
  }
  const stack = (parts, axis = 0) => { parts = [...iter(parts)].map(array); const n = parts[0].shape.length + 1, at = position(axis, n);
    if (parts.some((part) => !same(part.shape, parts[0].shape))) fail("the arrays to stack differ in shape");
    return concatenate(parts.map((part) => reshape(part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)])), at); };

  // Reading and writing.
  const position = (i, n) => (whole(i) < -n || i >= n ? fail(`index ${i} is out of range for ${n} entries`) : i < 0 ? i + n : i);
  function view(a, index) {
    const shape = [], strides = [];
    let { offset } = a, axis = 0;
    for (const item of Array.isArray(index) ? index : [index]) {
      if (item === null) { shape.push(1); strides.push(0); continue; }
      if (axis === a.shape.length) fail(`too many indices for ${told(a)}`);
      const n = a.shape[axis], step = a.strides[axis++];
      if (item instanceof Slice) {
        const [first, length] = item.within(n);
        offset += length ? first * step : 0;
        shape.push(length); strides.push(step * item.step);
      } else offset += position(item, n) * step;
    }
    return new NDArray(a.data, shape.concat(a.shape.slice(axis)), strides.concat(a.strides.slice(axis)), offset, a.kind, a.base);
  }
  function key(a, name) {
    if (typeof name !== "string" || /^\d+$/.test(name)) fail(`a dict's key must be a text, not of digits alone, got ${told(name)}`);
    return name;
  }
  function at(a, i) {
    if (isArray(a)) {
      if (typeof i === "number" && a.shape.length === 1) { const x = a.data[a.offset + position(i, a.shape[0]) * a.strides[0]]; return a.kind === MASK ? x !== 0 : x; }
      const part = view(a, i);
      return part.shape.length ? part : a.kind === MASK ? a.data[part.offset] !== 0 : a.data[part.offset];
    }
    if (Array.isArray(a)) {
      if (!(i instanceof Slice)) return a[position(i, a.length)];
      const [first, length] = i.within(a.length);
      return Array.from({ length }, (_, j) => a[first + j * i.step]);
    }
    if (!isDict(a)) fail(`${told(a)} has no entries`);
    return Object.hasOwn(a, key(a, i)) ? a[i] : fail(`there is no "${i}" in the dict`);
  }
  function put(a, i, value) {
    if (Array.isArray(a)) a[position(i, a.length)] = value;
    else if (isDict(a)) a[key(a, i)] = value;
    else if (array(a).kind !== FLOAT) inplace(add)(a, 0);
    else if (typeof i === "number" && a.shape.length === 1 && typeof value === "number") a.data[a.offset + position(i, a.shape[0]) * a.strides[0]] = value;
    else write(view(a, i), Array.isArray(value) ? fromLists(value) : boxed(value, 1));
  }
  const T = (a) => new NDArray(array(a).data, [...a.shape].reverse(), [...a.strides].reverse(), a.offset, a.kind, a.base);
  function reshape(a, shape) {
    const n = array(a).size, known = -shape.reduce((m, k) => m * k, 1), full = shape.map((k) => (k === -1 ? n / known : whole(k)));
    if (count(full) !== n) fail(`shape (${shape}) does not hold the entries of (${a.shape})`);
    return new NDArray((a = compact(a)).data, full, rows(full), a.offset, a.kind, a.base);
  }
  const flat = (a) => { const b = compact(a); return b.data.slice(b.offset, b.offset + b.size); };
  const copy = (a) => (isArray(a) ? copied(a) : Array.isArray(a) ? [...a] : isDict(a) ? { ...a } : a);
  const list = (a) => (isArray(a) || Array.isArray(a) ? Array.from(a, list) : isDict(a) ? Object.fromEntries(Object.entries(a).map(([k, v]) => [k, list(v)])) : a);

  // Python's own.
  const len = (a) => (isArray(a) ? a.shape[0] : Array.isArray(a) ? a.length : isDict(a) ? Object.keys(a).length : fail(`${told(a)} has no length`));
  const iter = (a) => (isArray(a) || Array.isArray(a) || typeof a?.next === "function" ? a : isDict(a) ? Object.keys(a) : fail(`cannot go through ${told(a)}`));
  function* items(a) { for (const k of Object.keys(isDict(a) ? a : fail("only a dict has items"))) yield [k, a[k]]; }
  function* values(a) { for (const [, x] of items(a)) yield x; }
  function* enumerate(a) { let i = 0; for (const x of iter(a)) yield [i++, x]; }
  function* zip(...lists) {
    const all = lists.map((a) => iter(a)[Symbol.iterator]());
    for (;;) { const next = all.map((a) => a.next()); if (next.some((x) => x.done)) return; yield next.map((x) => x.value); }
  }
  const range = (a, b, step) => { const found = []; if (whole(step) === 0) fail("range() has a step of 0"); for (let i = a; step > 0 ? i < b : i > b; i += step) found.push(i); return found; };
  const dict = (pairs) => { const made = {}; for (const [k, v] of pairs) made[key(made, k)] = v; return made; };
  const append = (a, x) => { if (!Array.isArray(a)) fail("append wants a list"); a.push(x); };
  const total = (a) => [...iter(a)].reduce(arithmetic.add, 0);
  const most = (better) => (...a) => [...(a.length === 1 ? iter(a[0]) : a)].reduce((x, y) => (truth(better(y, x)) ? y : x));
  const truth = (x) => (typeof x === "boolean" ? x : typeof x === "number" ? x !== 0 : x === null ? false : isArray(x) ? fail("is an array true? ask for each entry, or np.any") : typeof x === "string" ? x !== "" : len(x) > 0);
  const float = (x) => (typeof x === "number" || typeof x === "boolean" ? Number(x) : fail(`float() of ${told(x)}`));
  const int = (x) => (Number.isFinite(float(x)) ? Math.trunc(x) + 0 : fail(`int() of ${x}`));
  const exact = (x) => (Math.abs(x) <= Number.MAX_SAFE_INTEGER ? x : fail("a whole number over 2**53"));

  return { NDArray, ...arithmetic, ...compare, eq, ne, ...functions, maximum, minimum, clip, where, matmul, dot, outer,
    sum, max, min, mean, argmax, argmin, any, all, cumsum, norm, zeros, ones, full, zeros_like, ones_like, linspace, tril, triu, eye,
    array: (a, shape) => (shape ? new NDArray(Float64Array.from(a), shape) : isArray(a) || Array.isArray(a) ? fromLists(a) : fail("np.array wants a list")), concatenate, stack,
    at, put, slice: (a, b, step) => new Slice(a, b, step), T, reshape, flat, copy, list, shape: (a) => array(a).shape, size: (a) => array(a).size,
    len, iter, items, values, enumerate, zip, range, dict, append, total, largest: most(compare.gt), smallest: most(compare.lt), truth, float, int, exact };
})();
if (typeof module !== "undefined") module.exports = nd;
