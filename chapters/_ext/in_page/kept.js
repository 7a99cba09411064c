// Answers and solved tasks of one exercise, kept in the reader's browser where it allows that.
export function kept(exercise) {
  const key = `unrolled ${exercise}`;
  let state = { answers: {}, solved: {} };
  try {
    state = { ...state, ...JSON.parse(localStorage.getItem(key)) };
  } catch {} // no storage, or not ours: answers last as long as the page

  function keep() {
    try {
      localStorage.setItem(key, JSON.stringify(state));
    } catch {}
  }

  return {
    answer: (id) => state.answers[id],
    solved: (id) => Boolean(state.solved[id]),
    write(id, text) {
      state.answers[id] = text;
      keep();
    },
    mark(id, solved) {
      state.solved[id] = solved;
      keep();
    },
    forget() {
      state = { answers: {}, solved: {} };
      keep();
    },
  };
}
