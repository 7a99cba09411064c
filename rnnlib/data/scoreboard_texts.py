"""What the scoreboard's problems and fixes are, in a sentence each: plain data."""

from typing import NamedTuple


class ProblemText(NamedTuple):
    """A row of the runs.

    Attributes
    ----------
    short : a heading of few letters
    task : what the network is to do, and how long the sequences are
    score : how it is judged
    training : the same for every fix
    """

    short: str
    task: str
    score: str
    training: str


class FixText(NamedTuple):
    """A column of the runs.

    Attributes
    ----------
    kind : one of KINDS
    does : what is changed in the plain network
    """

    kind: str
    does: str


STOP = 0.99  # the score at which a run ends
BIGRAM, GOAL = 13.5, 10.0  # the perplexities of the names that have the score 0, and that count as learned
KINDS = (
    "another cell",
    "normalisation",
    "start",
    "optimiser",
    "another architecture",
    "how the data are cut",
    "hardware",
)
_CELL, _NORM, _START, _OPTIMISER, _ARCHITECTURE, _CUT, _HARDWARE = KINDS

_SHARE = (
    "The share of right answers, set between a guess without memory ({guess}), which scores 0, and all "
    "right, which scores 1."
)
_LOSS = "How much of the loss that is left without memory ({loss}) is gone: 0 for none, 1 for all."
_SQUARES = _LOSS.format(loss="a squared error of 1/6 ≈ 0.167")
_ADAM = "32 units, Adam, at most {updates} updates of {batch} sequences."
PROBLEMS = {
    "vanishing": ProblemText(
        "vanishing",
        "Delayed recall: name the first of four symbols after 40 others of the same kind.",
        _SHARE.format(guess="1/4"),
        _ADAM.format(updates="2,000", batch=32),
    ),
    "exploding": ProblemText(
        "exploding",
        "Temporal order: say in which order two rare symbols came, XX, XY, YX or YY, in sequences of 10 to "
        "30 steps; judged at 30.",
        _SHARE.format(guess="1/4"),
        "50 units, plain gradient descent, at most 4,000 updates of 10 sequences. Nothing is clipped, unless "
        "clipping is the fix.",
    ),
    "short-term memory": ProblemText(
        "short memory",
        "Copy memory: repeat ten symbols of eight kinds, in order, 20 steps after the last of them.",
        _LOSS.format(loss="10 ln 8/40 ≈ 0.52"),
        _ADAM.format(updates="4,000", batch=32),
    ),
    "slow training": ProblemText(
        "slow training",
        "Names of characters, of at most 64 letters: say each next letter.",
        "What it costs to bring the perplexity from 13.5, where only the letter before is known, to 10: "
        "updates, each counted with the time that it takes in updates of the plain network. Of a fix that is "
        "twice as cheap the table says ×2.",
        _ADAM.format(updates="1,500", batch=32),
    ),
    "long-term dependencies": ProblemText(
        "long-term",
        "The adding problem: add two marked numbers, one in each half of 100 steps.",
        _SQUARES,
        _ADAM.format(updates="2,000", batch=32),
    ),
    "recency": ProblemText(
        "recency",
        "Sentiment: keep to the verdict that opens a review of 30 to 60 words, whatever its last word says.",
        _SHARE.format(guess="3/4, to believe the last word"),
        _ADAM.format(updates="2,000", batch=32) + " Every network is told where the padding is.",
    ),
    "variable length": ProblemText(
        "lengths",
        "The adding problem with 10 to 50 steps, padded to 50 with zeros.",
        _SQUARES,
        _ADAM.format(updates="2,000", batch=32),
    ),
    "very long": ProblemText(
        "very long",
        "The adding problem over 400 steps.",
        _SQUARES,
        _ADAM.format(updates="1,000", batch=20),
    ),
}

_DRAWN = "The recurrent matrix begins as {}; all else is as in the plain network."
FIXES = {
    "LSTM": FixText(_CELL, "An LSTM in place of the plain cell, with forget biases that begin at 1."),
    "GRU": FixText(_CELL, "A GRU in place of the plain cell."),
    "ReLU, identity": FixText(
        _START, "ReLU in place of tanh, and a recurrent matrix that begins as the identity."
    ),
    "layer norm": FixText(_NORM, "The sums of each step are normalised over the units."),
    "batch norm": FixText(
        _NORM,
        "The sums of each step are normalised over the batch, with statistics of its own for each step.",
    ),
    "clipping": FixText(
        _OPTIMISER,
        "A gradient longer than 1 is cut to length 1. It is compared with the plain network never clipped.",
    ),
    "smaller rate": FixText(_OPTIMISER, "A tenth of every learning rate of the grid."),
    "Xavier": FixText(_START, _DRAWN.format("Xavier's scheme draws it")),
    "He": FixText(_START, _DRAWN.format("He's scheme draws it")),
    "orthogonal": FixText(_START, _DRAWN.format("a random orthogonal matrix")),
    "attention": FixText(
        _ARCHITECTURE,
        "The plain network, whose last state looks back at all states; where every step answers, each does.",
    ),
    "Transformer": FixText(
        _ARCHITECTURE,
        "One block of causal self-attention, with positions added to its inputs, and no recurrence.",
    ),
    "truncated BPTT": FixText(
        _CUT,
        "The gradient stops at the border of each chunk of 10 steps, or of 20 in the column “very long”.",
    ),
    "shorter sequences": FixText(
        _CUT,
        "The training sequences have a quarter of the length, at least 10; those of the test have all of it.",
    ),
    "bidirectional": FixText(
        _ARCHITECTURE, "Two plain layers of half the size; one reads the sequence from its end."
    ),
    "masked batches": FixText(
        _CUT, "The network is told which steps are padding, and keeps its state over them."
    ),
    "hierarchical": FixText(
        _ARCHITECTURE,
        "A fast layer of half the size, begun anew in each chunk, under a slow one that moves once a chunk.",
    ),
    "GPU": FixText(_HARDWARE, "The plain network on a graphics processor."),
    "parallelisation": FixText(_HARDWARE, "Four times as many sequences side by side in each update."),
    "chrono": FixText(_START, "An LSTM whose forget gates begin with memories of 1 to T steps."),
    "linear recurrence": FixText(
        _ARCHITECTURE,
        "A linear recurrence, computed by a scan, between two maps of each step that are not linear.",
    ),
}
NAMED = {  # what the usual table of problems and fixes, which has no numbers, names for each problem
    "vanishing": ("LSTM", "GRU", "ReLU, identity", "layer norm", "batch norm", "clipping"),
    "exploding": ("clipping", "smaller rate", "Xavier", "He"),
    "short-term memory": ("LSTM", "GRU", "attention"),
    "slow training": ("Transformer", "truncated BPTT", "shorter sequences", "GPU", "parallelisation"),
    "long-term dependencies": ("LSTM", "GRU", "attention"),
    "recency": ("Transformer", "bidirectional"),
    "variable length": ("attention", "masked batches"),
    "very long": ("Transformer", "hierarchical"),
}
TENTH = "smaller rate"  # its rates are a tenth of what the stored runs call lr

_SPEED = "It changes how long an update takes, not what is learned."
_OF_ONE_LENGTH = "All sequences of a batch have the same length here: there is no padding to tell of."
SENSELESS = {
    ("slow training", "bidirectional"): "It would read the letter that it is to predict.",
    ("recency", "masked batches"): "Every network is told here which steps are padding.",
    **{
        (problem, fix): _SPEED
        for problem in PROBLEMS
        for fix in ("GPU", "parallelisation")
        if problem != "slow training"
    },
    **{
        (problem, "masked batches"): _OF_ONE_LENGTH
        for problem in ("vanishing", "exploding", "short-term memory", "long-term dependencies", "very long")
    },
}
NOT_MEASURED = {("slow training", "GPU"): "Not measured: no GPU was at hand."}
