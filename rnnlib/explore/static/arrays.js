// A small part of NumPy for the page: float64 arrays of up to three dimensions, with views and broadcasting.
// A number is a number, a tuple or list an Array, a dict a plain object. What NumPy would do otherwise throws.
const rnnArrays = () => {
  "use strict";
  const FLOAT = 0, WHOLE = 1, MASK = 2; // kinds of entries: NumPy's float64, int64 and bool

  class NDArray {
    constructor(data, shape, strides = rowMajor(shape), offset = 0, kind = FLOAT, base = null) {
      this.data = data;
      this.shape = shape;
      this.strides = strides;
      this.offset = offset;
      this.kind = kind;
      this.base = base ?? this; // the array that a view looks into
    }
    get size() { return count(this.shape); }
    *[Symbol.iterator]() { for (let i = 0; i < len(this); i++) yield at(this, i); }
  }
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

  const fail = (message) => { throw new Error(message); };
  const isArray = (a) => a instanceof NDArray;
  const isDict = (a) => a !== null && typeof a === "object" && !isArray(a) && !Array.isArray(a);
  const told = (a) => (isArray(a) ? `an array of shape (${a.shape})` : Array.isArray(a) ? "a list" : isDict(a) ? "a dict" : `${a}`);
  const array = (a) => (isArray(a) ? a : fail(`an array was expected, got ${told(a)}`));
  const whole = (i) => (Number.isInteger(i) ? i : fail(`a whole number was expected, got ${told(i)}`));
  const position = (i, n) => (whole(i) < -n || i >= n ? fail(`index ${i} is out of range for ${n} entries`) : i < 0 ? i + n : i);
  const count = (shape) => { let n = 1; for (let i = 0; i < shape.length; i++) n *= shape[i]; return n; };
  const number = (a) => (a.kind === MASK ? a.data[a.offset] !== 0 : a.data[a.offset]); // of an array without dimensions
  function rowMajor(shape) {
    const strides = new Array(shape.length);
    for (let i = shape.length - 1, n = 1; i >= 0; n *= shape[i--]) strides[i] = n;
    return strides;
  }
  function same(a, b) {
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
  }

  // Small arrays share memory: to make one costs little, and it begins as zeros.
  let slab = new Float64Array(0), used = 0;
  function make(shape, kind = FLOAT) {
    const n = count(shape);
    if (shape.length > 3) fail(`at most 3 dimensions, got (${shape})`);
    if (used + n > slab.length) [slab, used] = [new Float64Array(Math.max(n, 8192)), 0];
    used += n;
    return new NDArray(slab, shape, rowMajor(shape), used - n, kind);
  }
  const copied = (a) => write(make(a.shape, a.kind), a);
  const compact = (a) => (same(a.strides, rowMajor(a.shape)) ? a : copied(a));
  const flat = (a) => { const b = compact(array(a)); return b.data.slice(b.offset, b.offset + b.size); };

  // Elementwise: one loop for every operation, over strides.
  const boxes = [0, 1].map(() => make([]));
  function boxed(a, i) { // a number as an array without dimensions
    if (isArray(a)) return a;
    if (typeof a !== "number" && typeof a !== "boolean") fail(`a number or an array was expected, got ${told(a)}`);
    boxes[i].kind = typeof a === "boolean" ? MASK : Number.isInteger(a) ? WHOLE : FLOAT;
    boxes[i].data[boxes[i].offset] = a;
    return boxes[i];
  }
  function joint(a, b) { // the shape of two that are broadcast
    if (b.length === 0 || same(a, b)) return a;
    if (a.length === 0) return b;
    const n = Math.max(a.length, b.length), of = (shape, i) => shape[i + shape.length - n] ?? 1;
    return Array.from({ length: n }, (_, i) => {
      const p = of(a, i), q = of(b, i);
      return p === q || q === 1 ? p : p === 1 ? q : fail(`shapes (${a}) and (${b}) do not fit together`);
    });
  }
  const extent = (a, k) => (k > a.shape.length ? 1 : a.shape[a.shape.length - k]); // of the k-th axis from the last
  const stride = (a, k) => (extent(a, k) === 1 ? 0 : a.strides[a.shape.length - k]);
  // The commonest operations have a loop of their own: to call f for every entry would take most of the time.
  const plus = (x, y) => x + y, minus = (x, y) => x - y, times = (x, y) => x * y, second = (_, y) => y;
  const rows = new Map([
    [plus, (f, n, o, p, so, x, q, sa, y, r, sb) => { for (let k = 0; k < n; k++, p += so, q += sa, r += sb) o[p] = x[q] + y[r]; }],
    [minus, (f, n, o, p, so, x, q, sa, y, r, sb) => { for (let k = 0; k < n; k++, p += so, q += sa, r += sb) o[p] = x[q] - y[r]; }],
    [times, (f, n, o, p, so, x, q, sa, y, r, sb) => { for (let k = 0; k < n; k++, p += so, q += sa, r += sb) o[p] = x[q] * y[r]; }],
    [second, (f, n, o, p, so, x, q, sa, y, r, sb) => { for (let k = 0; k < n; k++, p += so, r += sb) o[p] = y[r]; }],
  ]);
  const anyRow = (f, n, o, p, so, x, q, sa, y, r, sb) => { for (let k = 0; k < n; k++, p += so, q += sa, r += sb) o[p] = f(x[q], y[r]); };
  function loop(f, out, a, b) {
    const n1 = extent(out, 3), n2 = extent(out, 2), n3 = extent(out, 1), row = rows.get(f) ?? anyRow;
    const so = stride(out, 1), sa = stride(a, 1), sb = stride(b, 1);
    if (n1 === 1 && n2 === 1) row(f, n3, out.data, out.offset, so, a.data, a.offset, sa, b.data, b.offset, sb);
    else for (let i = 0; i < n1; i++) {
      for (let j = 0; j < n2; j++) {
        const p = out.offset + i * stride(out, 3) + j * stride(out, 2);
        const q = a.offset + i * stride(a, 3) + j * stride(a, 2), r = b.offset + i * stride(b, 3) + j * stride(b, 2);
        row(f, n3, out.data, p, so, a.data, q, sa, b.data, r, sb);
      }
    }
    return out;
  }
  function into(f, out, a) { // f of out's entries and a's, in place; a may look into the same memory
    if (!same(joint(out.shape, a.shape), out.shape)) fail(`shape (${a.shape}) does not fit into (${out.shape})`);
    const itself = out.offset === a.offset && same(out.strides, a.strides) && same(out.shape, a.shape);
    return loop(f, out, out, out.base === a.base && !itself ? copied(a) : a);
  }
  const write = (out, a) => into(second, out, a);
  const binary = (f, kind) => (a, b) => {
    if (typeof a === "number" && typeof b === "number") return f(a, b);
    const x = boxed(a, 0), y = boxed(b, 1);
    if (kind !== MASK && x.kind === MASK && y.kind === MASK) fail("arithmetic of two that are True or False");
    const out = loop(f, make(joint(x.shape, y.shape), kind ?? Math.min(x.kind, y.kind, WHOLE)), x, y);
    return isArray(a) || isArray(b) ? out : number(out);
  };
  const unary = (f, kind) => (a) => {
    if (typeof a === "number") return f(a);
    const x = boxed(a, 0), out = loop(f, make(x.shape, kind ?? Math.min(x.kind, WHOLE)), x, x);
    return isArray(a) ? out : number(out);
  };
  const changeable = (a) => (a.kind === FLOAT ? a : fail("whole numbers, or True and False, in an array that changes: copy it into np.zeros(…)"));

  const mod = (x, y) => { const r = exact(x) % exact(y); return r !== 0 && r < 0 !== y < 0 ? r + y : r; };
  const floordiv = (x, y) => (y === 0 ? x / y : Math.round((exact(x) - mod(x, y)) / y));
  const pow = (x, y) => (y === 2 ? x * x : y === 0.5 ? Math.sqrt(x) : x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y);
  const exact = (x) => (Number.isInteger(x) && !Number.isSafeInteger(x) ? fail("// or % of a whole number over 2**53") : x);
  const functions = {
    add: binary(plus), sub: binary(minus), mul: binary(times), div: binary((x, y) => x / y, FLOAT),
    mod: binary(mod), floordiv: binary(floordiv), pow: binary(pow), maximum: binary(Math.max), minimum: binary(Math.min),
    lt: binary((x, y) => x < y, MASK), le: binary((x, y) => x <= y, MASK), gt: binary((x, y) => x > y, MASK), ge: binary((x, y) => x >= y, MASK),
    logical_and: binary((x, y) => x !== 0 && y !== 0, MASK), logical_or: binary((x, y) => x !== 0 || y !== 0, MASK),
    logical_not: unary((x) => x === 0, MASK), isfinite: unary(Number.isFinite, MASK), isnan: unary(Number.isNaN, MASK),
    neg: unary((x) => -x), abs: unary(Math.abs), sign: unary(Math.sign), square: unary((x) => x * x), arctan: unary(Math.atan, FLOAT),
  };
  for (const name of ["exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "sinh", "cosh", "floor", "ceil"]) functions[name] = unary(Math[name], FLOAT);
  const inplace = { iadd: plus, isub: minus, imul: times, idiv: (x, y) => x / y, imod: mod, ifloordiv: floordiv, ipow: pow };
  for (const [name, f] of Object.entries(inplace)) {
    const plain = functions[name.slice(1)];
    functions[name] = (a, b) => (isArray(a) ? into(f, changeable(a), boxed(b, 1)) : plain(a, b));
  }
  const power = functions.pow;
  functions.pow = (a, b) => (a < 0 && b % 1 !== 0 && typeof a === "number" ? fail(`${a} ** ${b} is a complex number`) : power(a, b));
  const { add, mul, div, maximum, minimum } = functions;

  const equal = binary((x, y) => x === y, MASK), different = binary((x, y) => x !== y, MASK);
  const texts = (a, b) => [a, b].some((x) => typeof x === "string" || x === null);
  const eq = (a, b) => (texts(a, b) ? a === b : equal(a, b)), ne = (a, b) => (texts(a, b) ? a !== b : different(a, b));
  function clip(a, low, high) {
    const raised = low === null ? a : maximum(a, low);
    return high === null ? raised : minimum(raised, high);
  }
  function where(condition, a, b) {
    if (![condition, a, b].some(isArray)) return truth(condition) ? a : b;
    const parts = [condition, a, b].map((x) => (isArray(x) ? x : copied(boxed(x, 0)))), [, x, y] = parts;
    const shape = parts.map((part) => part.shape).reduce(joint);
    const out = write(make(shape, x.kind === y.kind ? x.kind : Math.min(x.kind, y.kind, WHOLE)), y);
    const [chosen, taken] = [parts[0], x].map((part) => write(make(shape), part)); // all three now lie alike
    for (let i = 0; i < out.size; i++) if (chosen.data[chosen.offset + i] !== 0) out.data[out.offset + i] = taken.data[taken.offset + i];
    return out;
  }

  // Products.
  function matmul(a, b) {
    const left = array(a).shape.length === 1, right = array(b).shape.length === 1, n = b.shape[0];
    if (a.shape.length > 2 || b.shape.length > 2 || a.shape.at(-1) !== n) fail(`shapes (${a.shape}) and (${b.shape}) do not fit in @`);
    const m = left ? 1 : a.shape[0], k = right ? 1 : b.shape[1], [x, y] = [a.data, b.data];
    const out = make(left ? (right ? [] : [k]) : right ? [m] : [m, k]), to = out.data;
    const [xi, xj, yj, yk] = [left ? 0 : a.strides[0], a.strides.at(-1), b.strides[0], right ? 0 : b.strides[1]];
    for (let l = 0; l < k; l++) {
      for (let i = 0; i < m; i += 2) { // two rows at a time: neither sum waits for the other
        const other = i + 1 < m ? xi : 0;
        let sum = 0, below = 0, p = a.offset + i * xi, q = b.offset + l * yk;
        for (let j = 0; j < n; j++, p += xj, q += yj) {
          sum += x[p] * y[q];
          below += x[p + other] * y[q];
        }
        if (other) to[out.offset + (i + 1) * k + l] = below;
        to[out.offset + i * k + l] = sum;
      }
    }
    return left && right ? number(out) : out;
  }
  const dot = (a, b) => (isArray(a) && isArray(b) ? matmul(a, b) : mul(a, b));
  function outer(a, b) {
    const x = compact(array(a)), y = compact(array(b)), m = x.size, n = y.size, out = make([m, n]);
    for (let i = 0, p = out.offset; i < m; i++) for (let j = 0; j < n; j++) out.data[p++] = x.data[x.offset + i] * y.data[y.offset + j];
    return out;
  }

  function iouter(a, b, c) { // a += np.outer(b, c), without an array for the product
    const x = array(b), y = array(c), [m, n] = [x.shape[0], y.shape[0]];
    if (!isArray(a) || x.base === a.base || y.base === a.base || x.shape.length !== 1 || y.shape.length !== 1 || !same(a.shape, [m, n])) {
      return functions.iadd(a, outer(x, y));
    }
    const { data, strides: [down, across] } = changeable(a);
    for (let i = 0; i < m; i++) {
      const factor = x.data[x.offset + i * x.strides[0]];
      for (let j = 0, p = a.offset + i * down, q = y.offset; j < n; j++, p += across, q += y.strides[0]) data[p] += factor * y.data[q];
    }
    return a;
  }

  // Along an axis, or over all entries.
  const reduction = (f, first, ofKind) => (a, axis = null, keepdims = false) => {
    const { data, offset, shape, kind } = compact(Array.isArray(a) ? fromLists(a) : boxed(a, 0));
    const along = axis === null ? shape.map((_, i) => i) : [position(axis, shape.length)];
    const n = count(along.map((i) => shape[i])), after = axis === null ? 1 : count(shape.slice(along[0] + 1));
    if (first === null && n === 0) fail("the largest or smallest of no entries");
    const left = keepdims ? shape.map((m, i) => (along.includes(i) ? 1 : m)) : shape.filter((_, i) => !along.includes(i));
    const out = make(left, ofKind(kind));
    for (let i = 0; i < out.size; i++) {
      const start = offset + Math.floor(i / after) * n * after + (i % after);
      let value = first ?? data[start];
      for (let j = first === null ? 1 : 0; j < n; j++) value = f(value, data[start + j * after]);
      out.data[out.offset + i] = value;
    }
    return left.length ? out : number(out);
  };
  const counted = (kind) => Math.min(kind, WHOLE), kept = (kind) => kind;
  const sum = reduction((x, y) => x + y, 0, counted), max = reduction(Math.max, null, kept), min = reduction(Math.min, null, kept);
  const ones_of = reduction((x) => x + 1, 0, counted); // how many entries a sum has
  const mean = (a, axis, keepdims) => div(sum(a, axis, keepdims), ones_of(a, axis, keepdims));
  const place = (better) => (a) => flat(a).reduce((best, x, i, all) => (better(x, all[best]) || (x !== x && all[best] === all[best]) ? i : best), 0);
  const any = (a) => flat(a).some((x) => x !== 0), all = (a) => flat(a).every((x) => x !== 0);
  const norm = (a) => Math.sqrt(flat(a).reduce((total, x) => total + x * x, 0));
  const cumsum = (a) => { let total = 0; return new NDArray(flat(a).map((x) => (total += x)), [a.size], [1], 0, counted(a.kind)); };

  // Making and joining.
  const full = (shape, value) => write(make((Array.isArray(shape) ? shape : [shape]).map(whole)), boxed(value, 1));
  const zeros = (shape) => full(shape, 0), ones = (shape) => full(shape, 1);
  const zeros_like = (a) => (array(a).kind === MASK ? fail("an array like one of True and False") : make(a.shape, a.kind));
  const ones_like = (a) => write(zeros_like(a), boxed(1, 1));
  const linspace = (start, stop, num = 50) => new NDArray(Float64Array.from({ length: num },
    (_, i) => (i > 0 && i === num - 1 ? stop : start + i * ((stop - start) / (num - 1 || 1)))), [num]);
  const corner = (inside) => (a, k = 0) => {
    const out = copied(array(a)), [m, n] = a.shape.slice(-2);
    for (let i = 0; i < out.size; i++) if (!inside((i % n) - (Math.floor(i / n) % m), k)) out.data[out.offset + i] = 0;
    return out;
  };
  const tril = corner((d, k) => d <= k), triu = corner((d, k) => d >= k), eye = (n) => triu(tril(ones([n, n])));
  function fromLists(a) {
    if (isArray(a)) return copied(a);
    if (!Array.isArray(a)) fail(`a list of numbers was expected, got ${told(a)}`);
    if (isArray(a[0]) || Array.isArray(a[0])) return stack(a.map(fromLists));
    return new NDArray(Float64Array.from(a, (x) => (typeof x === "number" ? x : fail(`np.array takes numbers, got ${told(x)}`))), [a.length]);
  }
  const but = (on) => (n, i) => (i === on ? 0 : n); // lengths but for one axis
  function concatenate(parts, axis = 0) {
    parts = Array.from(iter(parts), array);
    const on = position(axis, parts[0].shape.length), shape = [...parts[0].shape];
    shape[on] = parts.reduce((n, part) => n + part.shape[on], 0);
    const kinds = parts.map((part) => part.kind), out = make(shape, kinds.every((kind) => kind === kinds[0]) ? kinds[0] : Math.min(...kinds, WHOLE));
    let { offset } = out;
    for (const part of parts) {
      if (!same(part.shape.map(but(on)), shape.map(but(on)))) fail("arrays to be joined differ in shape");
      write(new NDArray(out.data, part.shape, out.strides, offset), part);
      offset += part.shape[on] * out.strides[on];
    }
    return out;
  }
  function stack(parts, axis = 0) {
    parts = Array.from(iter(parts), array);
    const on = position(axis, parts[0].shape.length + 1);
    return concatenate(parts.map((part) => reshape(part, [...part.shape.slice(0, on), 1, ...part.shape.slice(on)])), on);
  }

  // Reading and writing.
  function view(a, index) {
    const shape = [], strides = [], items = Array.isArray(index) ? index : [index];
    let { offset } = a, axis = 0;
    for (const item of items) {
      if (item !== null && axis === a.shape.length) fail(`too many indices for ${told(a)}`);
      if (item === null) { shape.push(1); strides.push(0); } else if (item instanceof Slice) {
        const [first, length] = item.within(a.shape[axis]);
        offset += length ? first * a.strides[axis] : 0;
        shape.push(length); strides.push(a.strides[axis++] * item.step);
      } else offset += position(item, a.shape[axis]) * a.strides[axis++];
    }
    for (; axis < a.shape.length; axis++) { shape.push(a.shape[axis]); strides.push(a.strides[axis]); }
    return new NDArray(a.data, shape, strides, offset, a.kind, a.base);
  }
  const key = (name) => (typeof name === "string" && !/^\d+$/.test(name) ? name : fail(`a dict's key must be a word, got ${told(name)}`));
  function at(a, i) {
    if (isArray(a)) { const part = view(a, i); return part.shape.length ? part : number(part); }
    if (isDict(a)) return Object.hasOwn(a, key(i)) ? a[i] : fail(`there is no "${i}" in the dict`);
    if (!Array.isArray(a)) fail(`${told(a)} has no entries`);
    if (!(i instanceof Slice)) return a[position(i, a.length)];
    const [first, length] = i.within(a.length);
    return Array.from({ length }, (_, j) => a[first + j * i.step]);
  }
  function put(a, i, value) {
    if (Array.isArray(a)) a[position(i, a.length)] = value;
    else if (isDict(a)) a[key(i)] = value;
    else write(view(changeable(array(a)), i), Array.isArray(value) ? fromLists(value) : boxed(value, 1));
  }
  const T = (a) => new NDArray(array(a).data, [...a.shape].reverse(), [...a.strides].reverse(), a.offset, a.kind, a.base);
  function reshape(a, shape) {
    const known = -count(shape), full = shape.map((n) => (n === -1 ? a.size / known : whole(n))), from = compact(array(a));
    if (count(full) !== a.size) fail(`shape (${shape}) does not hold the entries of (${a.shape})`);
    return new NDArray(from.data, full, rowMajor(full), from.offset, a.kind, from.base);
  }
  const copy = (a) => (isArray(a) ? copied(a) : Array.isArray(a) ? [...a] : isDict(a) ? { ...a } : a);
  const list = (a) => (isArray(a) || Array.isArray(a) ? Array.from(a, list) : isDict(a) ? dict(Array.from(items(a), ([k, x]) => [k, list(x)])) : a);

  // Python's own.
  const keys = (a) => Object.keys(isDict(a) ? a : fail(`a dict was expected, got ${told(a)}`));
  const iter = (a) => (isArray(a) || Array.isArray(a) || typeof a?.next === "function" ? a : keys(a));
  const len = (a) => (isArray(a) ? a.shape[0] ?? fail("a number has no length") : Array.isArray(a) ? a.length : keys(a).length);
  function* items(a) { for (const k of keys(a)) yield [k, a[k]]; }
  function* values(a) { for (const k of keys(a)) yield a[k]; }
  function* enumerate(a) { let i = 0; for (const x of iter(a)) yield [i++, x]; }
  function* zip(...lists) {
    const all = lists.map((a) => iter(a)[Symbol.iterator]());
    for (;;) { const next = all.map((a) => a.next()); if (next.some(({ done }) => done)) return; yield next.map(({ value }) => value); }
  }
  const range = (a, b, step) => Array.from({ length: Math.max(0, Math.ceil((b - a) / (step || fail("range() with a step of 0")))) }, (_, i) => a + i * step);
  const dict = (pairs) => Object.fromEntries(Array.from(pairs, ([k, x]) => [key(k), x]));
  const append = (a, x) => { (Array.isArray(a) ? a : fail(`append to ${told(a)}`)).push(x); };
  const total = (a) => Array.from(iter(a)).reduce((x, y) => add(x, y), 0);
  const most = (better) => (...a) => Array.from(a.length === 1 ? iter(a[0]) : a).reduce((x, y) => (truth(better(y, x)) ? y : x));
  const largest = most(functions.gt), smallest = most(functions.lt);
  function truth(x) {
    if (typeof x === "boolean" || x === null) return Boolean(x);
    if (isArray(x)) fail("is an array true? ask for each entry, or np.any");
    return typeof x === "number" ? x !== 0 : typeof x === "string" ? x !== "" : len(x) > 0;
  }
  const float = (x) => (typeof x === "number" || typeof x === "boolean" ? Number(x) : fail(`float() of ${told(x)}`));
  const int = (x) => (Number.isFinite(float(x)) ? Math.trunc(x) + 0 : fail(`int() of ${x}`));

  return { NDArray, ...functions, eq, ne, clip, where, matmul, dot, outer, sum, max, min, mean, any, all, norm, cumsum,
    argmax: place((x, y) => x > y), argmin: place((x, y) => x < y), zeros, ones, full, zeros_like, ones_like, linspace, eye, tril, triu,
    iouter, array: (a, shape) => (shape ? new NDArray(Float64Array.from(a), shape) : fromLists(a)), concatenate, stack, at, put,
    slice: (start, stop, step) => new Slice(start, stop, step), T, reshape, flat, copy, list, shape: (a) => array(a).shape, size: (a) => array(a).size,
    len, iter, items, values, enumerate, zip, range, dict, append, total, largest, smallest, truth, float, int };
};
const nd = rnnArrays();
if (typeof module !== "undefined") module.exports = nd;
