// A small part of NumPy for the page: float64 arrays of up to three dimensions, with views and broadcasting.
// A number is a number; lists and dicts are Python's (python.js). What NumPy would do otherwise throws.
const rnnArrays = () => {
  "use strict";
  const FLOAT = 0, WHOLE = 1, MASK = 2; // kinds of entries: NumPy's float64, int64 and bool

  class NDArray {
    constructor(data, shape, strides = rowMajor(shape), offset = 0, kind = FLOAT, base = null) {
      this.data = data; this.shape = shape; this.strides = strides; this.offset = offset; this.kind = kind;
      this.base = base ?? this; this.inner = null; // the array that a view looks into; shape and strides of a[i]
      this.step = shape.length === 0 || shape[shape.length - 1] === 1 ? 0 : strides[shape.length - 1]; // along the last axis
    }
    get size() { return count(this.shape); }
    *[Symbol.iterator]() { for (let i = 0; i < length(this); i++) yield entry(this, i); }
  }

  const fail = (message) => { throw new Error(message); };
  const isArray = (a) => a instanceof NDArray;
  const told = (a) => (isArray(a) ? `an array of shape (${a.shape})` : Array.isArray(a) ? "a list" : a instanceof Object ? "a dict" : `${a}`);
  const array = (a) => (isArray(a) ? a : fail(`an array was expected, got ${told(a)}`));
  const whole = (i) => (Number.isInteger(i) ? i : fail(`a whole number was expected, got ${told(i)}`));
  const position = (i, n) => (whole(i) < -n || i >= n ? fail(`index ${i} is out of range for ${n} entries`) : i < 0 ? i + n : i);
  const count = (shape) => { let n = 1; for (let i = 0; i < shape.length; i++) n *= shape[i]; return n; };
  const number = (a) => (a.kind === MASK ? a.data[a.offset] !== 0 : a.data[a.offset]); // of an array without dimensions
  const common = (a, b) => (a === b ? a : Math.min(a, b, WHOLE)); // kind of what is joined
  const changeable = (a) => (a.kind === FLOAT ? a : fail("whole numbers, or True and False, in an array that changes: copy it into np.zeros(…)"));
  // Lists of lengths that come from map, or from another thread, are not what the engine's fast code expects.
  const plain = (shape) => { const own = []; for (let i = 0; i < shape.length; i++) own.push(shape[i]); return own; };
  function rowMajor(shape) {
    const strides = plain(shape);
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
    return new NDArray(slab, plain(shape), rowMajor(shape), (used += n) - n, kind);
  }
  const copied = (a) => write(make(a.shape, a.kind), a);
  const compact = (a) => (same(a.strides, rowMajor(a.shape)) ? a : copied(a));
  const flat = (a) => { const b = compact(array(a)); return b.data.slice(b.offset, b.offset + b.size); };

  // Elementwise: f takes numbers, and row does the same for n entries, each a step after the one before. The compiler
  // writes a row for every expression: to call f for every entry would take most of the time.
  const boxes = [];
  function boxed(a, i = 0) { // a number as an array without dimensions
    if (isArray(a)) return a;
    if (typeof a !== "number" && typeof a !== "boolean") fail(`a number or an array was expected, got ${told(a)}`);
    const box = (boxes[i] ??= make([]));
    box.kind = typeof a === "boolean" ? MASK : Number.isInteger(a) ? WHOLE : FLOAT;
    box.data[box.offset] = a;
    return box;
  }
  function joint(a, b) { // the shape of two that are broadcast
    if (b.length === 0 || same(a, b)) return a;
    if (a.length === 0) return b;
    const n = Math.max(a.length, b.length), [p, q] = [a, b].map((shape) => [...Array(n - shape.length).fill(1), ...shape]);
    return p.map((m, i) => (m === q[i] || q[i] === 1 ? m : m === 1 ? q[i] : fail(`shapes (${a}) and (${b}) do not fit together`)));
  }
  function loop(row, out, given) {
    if (out.shape.length < 2) row(out.shape.length ? out.shape[0] : 1, out, ...given);
    else for (let i = 0; i < out.shape[0]; i++) {
      loop(row, view(out, i), given.map((a) => (a.shape.length < out.shape.length ? a : view(a, a.shape[0] === 1 ? 0 : i))));
    }
    return out;
  }
  const few = (masks) => { if (masks > 1) fail("arithmetic of two that are True or False"); };
  function into(row, out, given) { // in place; what is given may look into the same memory
    let masks = 0;
    for (let i = 0; i < given.length; i++) {
      const a = boxed(given[i], i), alike = a.offset === out.offset && same(a.strides, out.strides) && same(a.shape, out.shape);
      if (!same(joint(out.shape, a.shape), out.shape)) fail(`shape (${a.shape}) does not fit into (${out.shape})`);
      given[i] = a.base === out.base && !alike ? copied(a) : a;
      masks += a.kind === MASK;
    }
    few(masks);
    return loop(row, out, given);
  }
  function each(f, row, kind = null) {
    const operation = (...given) => {
      if (typeof given[0] === "number" && given.every((a) => typeof a === "number")) return f(...given);
      let arrays = false, shape = [], least = WHOLE, masks = 0;
      for (let i = 0; i < given.length; i++) {
        arrays ||= isArray(given[i]);
        const a = (given[i] = boxed(given[i], i));
        shape = joint(shape, a.shape);
        least = Math.min(least, a.kind);
        masks += a.kind === MASK;
      }
      if (kind !== MASK) few(masks);
      const out = loop(row, make(shape, kind ?? least), given);
      return arrays ? out : number(out);
    };
    operation.into = (out, ...others) => (isArray(out) ? into(row, changeable(out), [out, ...others]) : operation(out, ...others));
    return operation;
  }
  const rowOf = (f) => (n, to, a, b = a, c = b) => { // one for many functions
    for (let k = 0; k < n; k++) to.data[to.offset + k * to.step] = f(a.data[a.offset + k * a.step], b.data[b.offset + k * b.step], c.data[c.offset + k * c.step]);
  };
  const of = (f, kind) => each(f, rowOf(f), kind), choice = rowOf((c, x, y) => (c !== 0 ? x : y));
  const copying = (n, { data: o, offset: p, step: P }, { data: x, offset: q, step: Q }) => { for (; n--; p += P, q += Q) o[p] = x[q]; };
  const write = (out, a) => into(copying, out, [a]);

  const add = of((x, y) => x + y), times = of((x, y) => x * y), sub = of((x, y) => x - y), div = of((x, y) => x / y, FLOAT);
  const equal = of((x, y) => x === y, MASK), different = of((x, y) => x !== y, MASK), greater = of((x, y) => x > y, MASK);
  const maximum = of((x, y) => Math.max(x, y)), minimum = of((x, y) => Math.min(x, y));
  const clip = (a, low, high) => minimum(low === null ? a : maximum(a, low), high ?? Infinity);
  function where(condition, a, b) {
    const given = [condition, a, b].map(boxed), [, x, y] = given;
    const out = loop(choice, make(given.map((part) => part.shape).reduce(joint), common(x.kind, y.kind)), given);
    return [condition, a, b].some(isArray) ? out : number(out);
  }

  // Products.
  function matmul(a, b) {
    const left = array(a).shape.length === 1, right = array(b).shape.length === 1, n = b.shape[0];
    if (a.shape.length > 2 || b.shape.length > 2 || a.shape.at(-1) !== n) fail(`shapes (${a.shape}) and (${b.shape}) do not fit in @`);
    const m = left ? 1 : a.shape[0], k = right ? 1 : b.shape[1], [x, y] = [a.data, b.data];
    const out = make(left ? (right ? [] : [k]) : right ? [m] : [m, k]), to = out.data;
    const [xi, xj, yj, yk] = [left ? 0 : a.strides[0], a.strides.at(-1), b.strides[0], right ? 0 : b.strides[1]];
    for (let l = 0; l < k; l++) {
      for (let i = 0, r = out.offset + l; i < m; i += 4, r += 4 * k) { // four rows at a time: no sum waits for another
        const u = i + 1 < m ? xi : 0, v = i + 2 < m ? 2 * xi : 0, w = i + 3 < m ? 3 * xi : 0;
        let s0 = 0, s1 = 0, s2 = 0, s3 = 0, p = a.offset + i * xi, q = b.offset + l * yk;
        for (let j = 0; j < n; j++, p += xj, q += yj) {
          const factor = y[q];
          s0 += x[p] * factor; s1 += x[p + u] * factor; s2 += x[p + v] * factor; s3 += x[p + w] * factor;
        }
        to[r] = s0;
        if (u) to[r + k] = s1; if (v) to[r + 2 * k] = s2; if (w) to[r + 3 * k] = s3;
      }
    }
    return left && right ? number(out) : out;
  }
  const dot = (a, b) => (isArray(a) && isArray(b) ? matmul(a, b) : times(a, b));
  const outer = (a, b) => matmul(reshape(array(a), [-1, 1]), reshape(array(b), [1, -1]));
  function iouter(a, b, c) { // a += np.outer(b, c), without an array for the product
    const { data: x, offset: p, step: down, shape: [m] } = array(b), { data: y, offset: q, step: across, shape: [n] } = array(c);
    if (!isArray(a) || b.base === a.base || c.base === a.base || b.shape.length !== 1 || c.shape.length !== 1 || !same(a.shape, [m, n])) {
      return add.into(a, outer(b, c));
    }
    const { data, offset, strides: [si, sj] } = changeable(a);
    for (let i = 0; i < m; i += 2) { // two rows at a time, as above
      const other = i + 1 < m ? si : 0, factor = x[p + i * down], next = other && x[p + (i + 1) * down];
      for (let j = 0, r = offset + i * si, s = q; j < n; j++, r += sj, s += across) { data[r] += factor * y[s]; if (other) data[r + other] += next * y[s]; }
    }
    return a;
  }

  // Along an axis, or over all entries.
  const reduction = (f, first, ofKind) => (a, axis = null, keepdims = false) => {
    const { data, offset, shape, kind } = compact(Array.isArray(a) ? fromLists(a) : boxed(a));
    const from = axis === null ? 0 : position(axis, shape.length), to = axis === null ? shape.length : from + 1;
    const n = count(shape.slice(from, to)), after = count(shape.slice(to));
    if (first === null && n === 0) fail("the largest or smallest of no entries");
    const left = shape.toSpliced(from, to - from, ...(keepdims ? shape.slice(from, to).fill(1) : []));
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
  const full = (shape, value) => write(make((Array.isArray(shape) ? shape : [shape]).map(whole)), boxed(value));
  const zeros = (shape) => full(shape, 0), ones = (shape) => full(shape, 1);
  const zeros_like = (a) => (array(a).kind === MASK ? fail("an array like one of True and False") : make(a.shape, a.kind));
  const ones_like = (a) => write(zeros_like(a), boxed(1));
  const linspace = (start, stop, num = 50) => new NDArray(Float64Array.from({ length: num },
    (_, i) => (i > 0 && i === num - 1 ? stop : start + i * ((stop - start) / (num - 1 || 1)))), [num]);
  const indices = (n) => linspace(0, n - 1, n);
  const diagonals = (a) => sub(indices(array(a).shape.at(-1)), reshape(indices(a.shape.at(-2)), [-1, 1])); // which one an entry is on
  const corner = (inside) => (a, k = 0) => where(inside(diagonals(a), k), a, make([], a.kind));
  const tril = corner(of((d, k) => d <= k, MASK)), triu = corner(of((d, k) => d >= k, MASK)), eye = (n) => triu(tril(ones([n, n])));
  function fromLists(a) {
    if (isArray(a)) return copied(a);
    if (!Array.isArray(a)) fail(`a list of numbers was expected, got ${told(a)}`);
    if (isArray(a[0]) || Array.isArray(a[0])) return stack(a.map(fromLists));
    return new NDArray(Float64Array.from(a, (x) => (typeof x === "number" ? x : fail(`np.array takes numbers, got ${told(x)}`))), [a.length]);
  }
  function concatenate(parts, axis = 0) {
    parts = Array.from(parts, array);
    const on = position(axis, parts[0].shape.length), shape = parts[0].shape.with(on, parts.reduce((n, part) => n + part.shape[on], 0));
    const out = make(shape, parts.map((part) => part.kind).reduce(common));
    let { offset } = out;
    for (const part of parts) {
      if (part.shape.length !== shape.length || part.shape.some((n, i) => i !== on && n !== shape[i])) fail("arrays to be joined differ in shape");
      loop(copying, new NDArray(out.data, part.shape, out.strides, offset), [part]);
      offset += part.shape[on] * out.strides[on];
    }
    return out;
  }
  function stack(parts, axis = 0) {
    parts = Array.from(parts, array);
    const on = position(axis, parts[0].shape.length + 1);
    return concatenate(parts.map((part) => reshape(part, part.shape.toSpliced(on, 0, 1))), on);
  }

  // Reading and writing.
  function view(a, index) {
    if (typeof index === "number" && a.shape.length) { // a[i], the commonest
      const [shape, strides] = (a.inner ??= [a.shape.slice(1), a.strides.slice(1)]);
      return new NDArray(a.data, shape, strides, a.offset + position(index, a.shape[0]) * a.strides[0], a.kind, a.base);
    }
    const shape = [], strides = [], items = Array.isArray(index) ? index : [index];
    let { offset } = a, axis = 0;
    for (const item of items) {
      if (item !== null && axis === a.shape.length) fail(`too many indices for ${told(a)}`);
      if (item === null) { shape.push(1); strides.push(0); } else if (item.within) { // a slice
        const [first, n] = item.within(a.shape[axis]);
        offset += n ? first * a.strides[axis] : 0;
        shape.push(n); strides.push(a.strides[axis++] * item.step);
      } else offset += position(item, a.shape[axis]) * a.strides[axis++];
    }
    for (; axis < a.shape.length; axis++) { shape.push(a.shape[axis]); strides.push(a.strides[axis]); }
    return new NDArray(a.data, shape, strides, offset, a.kind, a.base);
  }
  const entry = (a, index) => { const part = view(a, index); return part.shape.length ? part : number(part); };
  const store = (a, index, value) => write(view(changeable(array(a)), index), Array.isArray(value) ? fromLists(value) : value);
  const length = (a) => a.shape[0] ?? fail("a number has no length");
  const T = (a) => new NDArray(array(a).data, [...a.shape].reverse(), [...a.strides].reverse(), a.offset, a.kind, a.base);
  function reshape(a, shape) {
    const known = -count(shape), full = shape.map((n) => (n === -1 ? a.size / known : whole(n))), from = compact(array(a));
    if (count(full) !== a.size) fail(`shape (${shape}) does not hold the entries of (${a.shape})`);
    return new NDArray(from.data, full, rowMajor(full), from.offset, a.kind, from.base);
  }
  return { NDArray, plain, fail, isArray, array, told, whole, position, each, of, add, equal, different, greater, clip, where,
    matmul, dot, outer, iouter, sum, max, min, mean, any, all, norm, cumsum, argmax: place((x, y) => x > y), argmin: place((x, y) => x < y),
    zeros, ones, full, zeros_like, ones_like, linspace, eye, tril, triu, fromLists, concatenate, stack, entry, store, length, T, reshape, flat, copied };
};
